namespace PtFormat.Pickle;

/// <summary>True or False.</summary>
public sealed class PyBool : PickleValue
{
    PyBool(bool value) : base(PickleKind.Bool) => Value = value;

    /// <summary>True.</summary>
    public static PyBool True { get; } = new(true);

    /// <summary>False.</summary>
    public static PyBool False { get; } = new(false);

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <summary>One of the two.</summary>
    /// <param name="value">Which.</param>
    public static PyBool Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override string ToString() => Value ? "True" : "False";
}
