using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// A place for a tensor in modules. It has no name: names belong to the modules that list it, so one slot may stand in two
/// places (tied weights).
/// </summary>
public abstract class Slot
{
    Tensor? _value;

    private protected Slot(Tensor? value) => _value = value;

    /// <summary>False for a slot that a module has and does not use, such as the bias of a layer without one.</summary>
    public bool IsPresent => _value is not null;

    /// <summary>The tensor. Another may be put in its place, of the same shape.</summary>
    /// <exception cref="InvalidOperationException">The slot is not used.</exception>
    /// <exception cref="ArgumentException">The new tensor has another shape.</exception>
    public Tensor Value
    {
        get => _value ?? throw NotPresent();
        set
        {
            if (_value is null)
                throw NotPresent();
            if (value.Shape != _value.Shape)
                throw new ArgumentException($"a {Kind} of shape {_value.Shape} cannot hold {value}");
            _value = value;
        }
    }

    /// <summary>The tensor, or null where the slot is not used.</summary>
    public Tensor? ValueOrNull => _value;

    /// <summary>As its tensor prints, or <c>none</c>.</summary>
    public override string ToString() => _value?.ToString() ?? "none";

    private protected abstract string Kind { get; }

    InvalidOperationException NotPresent() => new($"the {Kind} is not present: its module was made without it");
}
