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
    Slot? _origin;

    private protected Slot(Tensor? value) => _value = value;

    /// <summary>The slot that this one is another place of: itself unless it was tied.</summary>
    internal Slot Origin => _origin?.Origin ?? this;

    /// <summary>False for a slot that a module has and does not use, such as the bias of a layer without one.</summary>
    public bool IsPresent => Origin._value is not null;

    /// <summary>True where the tensor is computed from others each time it is read, as by <see cref="Module.WeightNorm"/>.</summary>
    public bool IsComputed => Origin._compute is not null;

    /// <summary>The sizes of the tensor, which do not have to be computed.</summary>
    /// <exception cref="InvalidOperationException">The slot is not used.</exception>
    public Shape Shape => Origin._value?.Shape ?? throw NotPresent();

    /// <summary>The tensor. Another may be put in its place, of the same shape.</summary>
    /// <exception cref="InvalidOperationException">The slot is not used, or a computed one was to be set.</exception>
    /// <exception cref="ArgumentException">The new tensor has another shape.</exception>
    public Tensor Value
    {
        get => ValueOrNull ?? throw NotPresent();
        set
        {
            if (Origin._value is not { } current)
                throw NotPresent();
            if (IsComputed)
                throw new InvalidOperationException($"the {Kind} is computed from others: set those, or remove what computes it first");
            if (value.Shape != current.Shape)
                throw new ArgumentException($"a {Kind} of shape {current.Shape} cannot hold {value}");
            Origin._value = value;
        }
    }

    /// <summary>The tensor, or null where the slot is not used.</summary>
    public Tensor? ValueOrNull => Origin._compute is { } compute ? compute() : Origin._value;

    /// <summary>As its tensor prints, <c>computed [2, 3]</c>, or <c>none</c>.</summary>
    public override string ToString() => IsComputed ? $"computed {Shape}" : Origin._value?.ToString() ?? "none";

    private protected abstract string Kind { get; }

    /// <summary>Makes this slot another place of a slot of the same shape: from now on a value put into one is in both.</summary>
    internal void Tie(Slot other)
    {
        Slot own = Origin;
        if (own != other.Origin)
            (own._origin, own._value) = (other.Origin, null);
    }

    /// <summary>Reads by a computation from now on; of the tensor only the shape is kept.</summary>
    internal void ComputeBy(Func<Tensor> compute) => (Origin._compute, Origin._value) = (compute, Tensor.Uninitialized(Shape, Value.DType, Device.Meta));

    /// <summary>Ends that.</summary>
    internal void Keep(Tensor value) => (Origin._compute, Origin._value) = (null, value);

    InvalidOperationException NotPresent() => new($"the {Kind} is not present: its module was made without it");
}
