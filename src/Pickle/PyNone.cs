namespace PtFormat.Pickle;

/// <summary>None.</summary>
public sealed class PyNone : PickleValue
{
    PyNone() : base(PickleKind.None)
    {
    }

    /// <summary>The only one.</summary>
    public static PyNone Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "None";
}
