namespace PtFormat.Pickle;

/// <summary>A float; the bits of a NaN are kept.</summary>
public sealed class PyFloat : PickleValue
{
    /// <summary>A float.</summary>
    /// <param name="value">Its value.</param>
    public PyFloat(double value) : base(PickleKind.Float) => Value = value;

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string ToString() => PythonFloat.Repr(Value);
}
