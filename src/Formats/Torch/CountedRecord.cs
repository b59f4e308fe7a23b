using System.Buffers.Binary;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage behind its element count, as in the legacy stream and in tar files. The count is checked when the storage is first touched.</summary>
sealed class CountedRecord(ByteSource source, long position, long count, long byteLength, string name)
    : FileRecord(source, position + sizeof(long), byteLength, name)
{
    readonly ByteSource _source = source;
    bool _isChecked;

    protected override void Check()
    {
        if (Volatile.Read(ref _isChecked))
            return;
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Fetch(position, bytes);
        long found = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (found != count)
            throw new PtFormatException(PtErrorKind.Malformed, $"{Name}: {found} elements are announced before the data, the pickle says {count}", position).In(_source.Name, null);
        Volatile.Write(ref _isChecked, true);
    }
}
