using PtFormat.Formats.Numpy;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>
/// An array of records, read as its fields: a tensor for each, of the array's shape and the field's own behind it, and a dictionary for
/// a field that is a record itself. Written again, the file is what it was but for the fields that have been replaced.
/// </summary>
sealed class NpyRecords
{
    readonly ReadOnlyMemory<byte> _headerBytes;
    readonly NpyHeader.Content _header;
    readonly Storage _records;
    readonly List<Leaf> _leaves = [];

    /// <param name="headerBytes">The header as it stands in the file.</param>
    /// <param name="header">What it says.</param>
    /// <param name="records">The elements.</param>
    public NpyRecords(ReadOnlyMemory<byte> headerBytes, NpyHeader.Content header, IRecord records)
    {
        (_headerBytes, _header, _records) = (headerBytes, header, new RecordStorage(records));
        Fields = Read(header.Element, _records, [], [], [], 0);
    }

    /// <summary>The fields by name.</summary>
    public StateDict Fields { get; }

    /// <summary>One field that is no record.</summary>
    /// <param name="Path">Its names, the outermost first.</param>
    /// <param name="Tensor">Its elements as they were read.</param>
    /// <param name="Levels">From the outermost record in: where the field starts in it, its length, and how many of it there are in the one around it (0 for the outermost).</param>
    /// <param name="ItemBytes">Its length in a record.</param>
    /// <param name="SwapBytes">Bytes of a number to turn round; 1 for none.</param>
    sealed record Leaf(IReadOnlyList<string> Path, Tensor Tensor, IReadOnlyList<(int Offset, int Stride, long Count)> Levels, int ItemBytes, int SwapBytes);

    StateDict Read(NumpyDType type, Storage records, IReadOnlyList<string> path, IReadOnlyList<long> inner, IReadOnlyList<(int, int, long)> levels, long count)
    {
        StateDict fields = new() { IsOrdered = false };
        foreach ((string name, NumpyDType field, int offset) in type.Fields)
        {
            NumpyDType element = field.Subarray?.DType ?? field;
            IReadOnlyList<long> sizes = field.Subarray is { } sub ? [.. inner, .. sub.Shape] : inner;
            IReadOnlyList<(int, int, long)> own = [.. levels, (offset, type.ItemSize, count)];
            RecordStorage alone = new(new NpyFieldRecord(records, type.ItemSize, offset, field.ItemSize));
            if (element.Fields.Count > 0)
            {
                fields.Add(name, Read(element, alone, [.. path, name], sizes, own, field.Subarray?.Shape.ElementCount ?? 1));
                continue;
            }
            DType dtype = element.TensorDType!.Value;
            int swap = NpyHeader.SwapBytesOf(element);
            Tensor tensor = new(swap > 1 ? new RecordStorage(new SwappedRecord(alone.Record, swap)) : alone, _header.LayoutOf(sizes), dtype);
            _leaves.Add(new([.. path, name], tensor, own, field.ItemSize, swap));
            fields.Add(name, tensor);
        }
        return fields;
    }

    /// <summary>The file with these fields.</summary>
    /// <exception cref="ArgumentException">A field has another dtype or shape than its records.</exception>
    public IPayload Payload(StateDict current)
    {
        Storage records = _records;
        foreach (Leaf leaf in _leaves)
        {
            object? value = current;
            foreach (string name in leaf.Path)
                value = ((StateDict)value!)[name];
            if (value is Tensor same && ReferenceEquals(same.Storage, leaf.Tensor.Storage) && same.DType == leaf.Tensor.DType)
                continue;
            if (value is not Tensor replaced || replaced.DType != leaf.Tensor.DType || replaced.Shape != leaf.Tensor.Shape)
                throw new ArgumentException($"{PtFormatException.Quote(string.Join('.', leaf.Path))} is {value}, its records hold {leaf.Tensor}: save the fields as arrays of their own (convert: --to npz)");
            if (ReferenceEquals(records, _records))
            {
                records = Device.Cpu.Allocate(_records.ByteLength);
                ((RecordStorage)_records).Record.ReadAll(records);
            }
            Put(leaf, replaced, records);
        }
        return new HeadedPayload(_headerBytes.ToArray(), StoragePayload.Of(records));
    }

    void Put(Leaf leaf, Tensor tensor, Storage records)
    {
        if (leaf.ItemBytes == 0 || tensor.ElementCount == 0)
            return;
        Tensor dense = _header.InFileOrder(tensor).ToDense();
        byte[] item = new byte[leaf.ItemBytes];
        long bytes = dense.ElementCount * dense.DType.ItemSize();
        for (long i = 0; i < bytes / leaf.ItemBytes; i++)
        {
            dense.Storage.Read(dense.Layout.Offset * dense.DType.ItemSize() + i * leaf.ItemBytes, item);
            for (int at = 0; leaf.SwapBytes > 1 && at < item.Length; at += leaf.SwapBytes)
                item.AsSpan(at, leaf.SwapBytes).Reverse();
            long position = 0, left = i;
            for (int level = leaf.Levels.Count - 1; level >= 0; level--)
            {
                (int offset, int stride, long count) = leaf.Levels[level];
                (left, long within) = count == 0 ? (0, left) : Math.DivRem(left, count);
                position += within * stride + offset;
            }
            records.Write(position, item);
        }
    }
}
