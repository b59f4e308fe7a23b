namespace PtFormat.Pickle;

/// <summary>A bytes object. Below protocol 3 Python writes it as a call of <c>_codecs.encode</c>, and such a call is read as a <see cref="PyObject"/>.</summary>
public sealed class PyBytes : PickleValue
{
    /// <summary>A fresh bytes object.</summary>
    /// <param name="value">Its bytes.</param>
    public PyBytes(ReadOnlyMemory<byte> value) : base(PickleKind.Bytes) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }
}
