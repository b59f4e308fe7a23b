using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A slot for a tensor that is learned.</summary>
public sealed class Parameter : Slot
{
    bool _requiresGrad = true;

    internal Parameter(Tensor? value, Init? init = null) : base(value) => Init = init ?? Init.Zeros;

    /// <summary>How its first values are drawn.</summary>
    public Init Init { get; }

    /// <summary>False for a frozen parameter. Nothing is computed from it here; saved modules carry it.</summary>
    public bool RequiresGrad
    {
        get => ((Parameter)Origin)._requiresGrad;
        set => ((Parameter)Origin)._requiresGrad = value;
    }

    /// <summary>
    /// Makes this parameter one with another, as <c>decoder.weight = embedding.weight</c> does in Python: from now on a value that is put
    /// into one is in both. A state_dict lists it under both names, <see cref="Module.Parameters"/> once.
    /// </summary>
    /// <remarks>
    /// The other's value stays, also when first values are drawn: <see cref="Module.Initialize(Kernels.Generator)"/> draws for both, as
    /// PyTorch's constructors do, and throws away what this one's layer draws. What was tied to this one before goes along.
    /// </remarks>
    /// <example><code>
    /// decoder.Weight.TieTo(embedding.Weight);
    /// </code></example>
    /// <param name="shared">The parameter to be one with, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">One of the two is not present, or is computed from others.</exception>
    public void TieTo(Parameter shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        if (IsComputed || shared.IsComputed)
            throw new InvalidOperationException($"a {Kind} that is computed from others cannot be tied: tie those, or remove what computes it first");
        if (Shape != shared.Shape)
            throw new ArgumentException($"a {Kind} of shape {Shape} cannot be tied to one of shape {shared.Shape}", nameof(shared));
        Tie(shared);
    }

    /// <summary>Takes over what its layer starts from, unless it is tied to another, whose own layer tells.</summary>
    internal void Start(Tensor value)
    {
        if (Origin == this)
            Value = value;
    }

    private protected override string Kind => "parameter";
}
