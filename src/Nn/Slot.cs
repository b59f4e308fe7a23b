using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// A place for a tensor in modules. It has no name: names belong to the modules that list it, so one slot may stand in two
/// places (tied weights).
/// </summary>
public abstract class Slot
{
    Tensor? _value;
    Func<Tensor>? _compute;

    private protected Slot(Tensor? value) => _value = value;

    /// <summary>False for a slot that a module has and does not use, such as the bias of a layer without one.</summary>
    public bool IsPresent => _value is not null;

    /// <summary>True where the tensor is computed from others each time it is read, as by <see cref="Module.WeightNorm"/>.</summary>
    public bool IsComputed => _compute is not null;

    /// <summary>The sizes of the tensor, which do not have to be computed.</summary>
    /// <exception cref="InvalidOperationException">The slot is not used.</exception>
    public Shape Shape => _value?.Shape ?? throw NotPresent();

    /// <summary>The tensor. Another may be put in its place, of the same shape.</summary>
    /// <exception cref="InvalidOperationException">The slot is not used, or a computed one was to be set.</exception>
    /// <exception cref="ArgumentException">The new tensor has another shape.</exception>
    public Tensor Value
    {
        get => ValueOrNull ?? throw NotPresent();
        set
        {
            if (_value is null)
                throw NotPresent();
            if (IsComputed)
                throw new InvalidOperationException($"the {Kind} is computed from others: set those, or remove what computes it first");
            if (value.Shape != _value.Shape)
                throw new ArgumentException($"a {Kind} of shape {_value.Shape} cannot hold {value}");
            _value = value;
        }
    }

    /// <summary>The tensor, or null where the slot is not used.</summary>
    public Tensor? ValueOrNull => _compute is null ? _value : _compute();

    /// <summary>As its tensor prints, <c>computed [2, 3]</c>, or <c>none</c>.</summary>
    public override string ToString() => IsComputed ? $"computed {Shape}" : _value?.ToString() ?? "none";

    private protected abstract string Kind { get; }

    /// <summary>Reads by a computation from now on; of the tensor only the shape is kept.</summary>
    internal void ComputeBy(Func<Tensor> compute) => (_compute, _value) = (compute, Tensor.Uninitialized(Shape, Value.DType, Device.Meta));

    /// <summary>Ends that.</summary>
    internal void Keep(Tensor value) => (_compute, _value) = (null, value);

    InvalidOperationException NotPresent() => new($"the {Kind} is not present: its module was made without it");
}
