using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>
/// A chunk in the tensor that it is a part of. Row by row, its elements lie in runs that are as long in the tensor as in the chunk;
/// between two runs lie elements of other chunks. The order of runs is the same in both.
/// </summary>
sealed class DcpBox
{
    const int BufferBytes = 4 << 20;
    // Shorter runs are read many at a time.
    const int LongRunBytes = 64 * 1024;

    readonly DcpItem _item;
    readonly DcpChunk _chunk;
    readonly DType _dtype;
    // In bytes of the tensor.
    readonly long[] _strides;
    // The dimensions before this one say which run it is.
    readonly int _runDimension;
    readonly long _runBytes;
    readonly long _runs = 1;
    Tensor? _dense;

    public DcpBox(DcpItem item, DcpChunk chunk, Shape whole, DType dtype)
    {
        (_item, _chunk, _dtype, _runBytes, _runDimension) = (item, chunk, dtype, dtype.ItemSize(), whole.Rank);
        _strides = [.. Layout.Dense(whole).Strides];
        for (int d = 0; d < _strides.Length; d++)
            _strides[d] *= dtype.ItemSize();
        bool isWhole = true;
        while (_runDimension > 0 && isWhole)
        {
            _runBytes *= chunk.Sizes[--_runDimension];
            isWhole = chunk.Sizes[_runDimension] == whole[_runDimension];
        }
        for (int d = 0; d < _runDimension; d++)
            _runs *= chunk.Sizes[d];
        (Start, End) = (StartOf(0), StartOf(_runs - 1) + _runBytes);
    }

    /// <summary>Where its first element lies in the tensor, in bytes.</summary>
    public long Start { get; }

    /// <summary>Where its last element ends in the tensor.</summary>
    public long End { get; }

    /// <summary>The chunk as it is verified.</summary>
    public CheckableRecord Checkable => _item.Checkable(() => _item.ReadTensor(_dtype, _chunk.Sizes));

    /// <summary>Fills what the chunk has of a range of the tensor, and reads no other elements.</summary>
    /// <param name="byteOffset">Where the range starts in the tensor.</param>
    /// <param name="destination">The range.</param>
    public void Read(long byteOffset, Span<byte> destination)
    {
        long end = byteOffset + destination.Length, first = RunAt(byteOffset), last = RunAt(end - 1);
        if (first < 0 || StartOf(first) + _runBytes <= byteOffset)
            first++;
        if (first > last)
            return;
        long from = first * _runBytes + Math.Max(0, byteOffset - StartOf(first)), to = last * _runBytes + Math.Min(_runBytes, end - StartOf(last));
        Tensor dense = _dense ??= _item.ReadTensor(_dtype, _chunk.Sizes).ToDense();
        byte[] buffer = [];
        while (from < to)
        {
            (long run, long inRun) = Math.DivRem(from, _runBytes);
            long left = Math.Min(_runBytes - inRun, to - from);
            if (left >= LongRunBytes || left == to - from)
            {
                Take(dense, from, destination.Slice((int)(StartOf(run) + inRun - byteOffset), (int)left));
                from += left;
                continue;
            }
            if (buffer.Length == 0)
                buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(BufferBytes, to - from));
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from));
            Take(dense, from, part);
            for (; part.Length > 0; from += left)
            {
                (run, inRun) = Math.DivRem(from, _runBytes);
                left = Math.Min(_runBytes - inRun, part.Length);
                part[..(int)left].CopyTo(destination[(int)(StartOf(run) + inRun - byteOffset)..]);
                part = part[(int)left..];
            }
        }
    }

    /// <summary>Puts all elements into the tensor's storage, with the checksum that only the whole has.</summary>
    public void ReadAll(Storage destination, Action<long>? progress, CancellationToken cancellation)
    {
        Tensor tensor = _item.ReadTensor(_dtype, _chunk.Sizes);
        if (tensor.Storage is RecordStorage { Record: var record })
        {
            if (_runs == 1 && tensor.IsDense && record.ByteLength == _runBytes)
            {
                record.ReadAll(new PartStorage(destination, Start, _runBytes), progress, cancellation);
                return;
            }
            Storage memory = Device.Cpu.Allocate(record.ByteLength);
            record.ReadAll(memory, progress, cancellation);
            tensor = new(memory, tensor.Layout, _dtype);
        }
        Tensor dense = tensor.ToDense();
        for (long run = 0; run < _runs; run++)
            for (long done = 0; done < _runBytes; done += BufferBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                Take(dense, run * _runBytes + done, destination.BorrowBytesForWriting(StartOf(run) + done, (int)Math.Min(BufferBytes, _runBytes - done)));
            }
        GC.KeepAlive(destination);
    }

    void Take(Tensor dense, long byteOffset, Span<byte> destination) => dense.Storage.Read(dense.Layout.Offset * _dtype.ItemSize() + byteOffset, destination);

    long StartOf(long run)
    {
        long start = 0;
        for (int d = _strides.Length - 1; d >= 0; d--)
        {
            long index = _chunk.Offsets[d];
            if (d < _runDimension)
            {
                (run, long within) = Math.DivRem(run, _chunk.Sizes[d]);
                index += within;
            }
            start += index * _strides[d];
        }
        return start;
    }

    // The last run that starts at or before a byte of the tensor; -1 where none does.
    long RunAt(long position)
    {
        long low = 0, high = _runs;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (StartOf(middle) <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}
