using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// A slot for a tensor that is learned. It has no name: names belong to the modules that list it, so one slot may stand in two
/// places (tied weights).
/// </summary>
public sealed class Parameter
{
    Tensor? _value;

    internal Parameter(Tensor? value) => _value = value;

    /// <summary>False for a slot that a module has and does not use, such as the bias of a layer without one.</summary>
    public bool IsPresent => _value is not null;

    /// <summary>The tensor. Another may be put in its place, of the same shape.</summary>
    /// <exception cref="InvalidOperationException">The parameter is not present.</exception>
    /// <exception cref="ArgumentException">The new tensor has another shape.</exception>
    public Tensor Value
    {
        get => _value ?? throw NotPresent();
        set
        {
            if (_value is null)
                throw NotPresent();
            if (value.Shape != _value.Shape)
                throw new ArgumentException($"a parameter of shape {_value.Shape} cannot hold {value}");
            _value = value;
        }
    }

    /// <summary>The tensor, or null where the parameter is not present.</summary>
    public Tensor? ValueOrNull => _value;

    /// <summary>As its tensor prints, or <c>none</c>.</summary>
    public override string ToString() => _value?.ToString() ?? "none";

    static InvalidOperationException NotPresent() => new("the parameter is not present: its module was made without it");
}
