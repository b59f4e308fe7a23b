namespace PtFormat.Pickle;

/// <summary>A bytearray. Below protocol 5 Python writes it as a call, and such a call is read as a <see cref="PyObject"/>.</summary>
public sealed class PyByteArray : PickleValue
{
    /// <summary>A fresh bytearray.</summary>
    /// <param name="value">Its bytes.</param>
    public PyByteArray(ReadOnlyMemory<byte> value) : base(PickleKind.ByteArray) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }
}
