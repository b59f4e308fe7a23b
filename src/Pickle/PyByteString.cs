using System.Text;

namespace PtFormat.Pickle;

/// <summary>A Python 2 str: bytes whose encoding, if they are text at all, the pickle does not tell.</summary>
/// <remarks>As a key it equals a <see cref="PyString"/> of the same UTF-8 bytes.</remarks>
public sealed class PyByteString : PickleValue
{
    /// <summary>A fresh Python 2 str.</summary>
    /// <param name="value">Its bytes.</param>
    public PyByteString(ReadOnlyMemory<byte> value) : base(PickleKind.ByteString) => Value = value;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The text in a chosen encoding.</summary>
    /// <param name="encoding">The encoding; torch assumes UTF-8.</param>
    public string Decode(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.GetString(Value.Span);
    }
}
