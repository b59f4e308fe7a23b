using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A tensor's elements one after the other, as many at a time as the caller has room for: what reads a tensor larger than
/// memory. Conjugation and negation are carried out. A tensor that lies in a file is not kept in memory by this, and the
/// checksum of its record is not computed: <see cref="PtFile.Verify"/> does that.
/// </summary>
public sealed class TensorElements
{
    const int CopyBytes = 4 << 20;

    readonly TensorEntry _entry;
    readonly Storage _storage;
    readonly long _storageStart;
    readonly int _itemSize;
    readonly bool _isDense;
    Layout.RunEnumerator _runs;
    long _inRun;
    long _done;

    /// <summary>Starts at the first element.</summary>
    /// <param name="entry">A strided tensor.</param>
    /// <param name="limits">How often a tensor may repeat its storage; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="columnMajor">The first index runs fastest, as in Fortran, instead of the last.</param>
    /// <exception cref="ArgumentException">The tensor has no elements of its own: it is sparse, quantized, nested, on the meta device.</exception>
    /// <exception cref="PtFormatException">The tensor repeats its storage beyond the limit.</exception>
    public TensorElements(TensorEntry entry, LoadLimits? limits = null, bool columnMajor = false)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is not { Kind: TensorKind.Strided, Tensor: { } tensor })
            throw new ArgumentException($"{entry.Path} is a {entry.LayoutName} tensor: only strided ones have elements of their own", nameof(entry));
        _entry = entry;
        _itemSize = tensor.DType.ItemSize();
        Materialized.Check(entry.Path, tensor, limits ?? LoadLimits.Default);

        Layout layout = columnMajor ? Reversed(tensor.Layout) : tensor.Layout;
        ElementCount = tensor.ElementCount;
        _isDense = layout.IsDense;
        _storage = tensor.Storage;
        if (ElementCount == 0)
            return;
        _storageStart = layout.Offset;
        if (_isDense)
            return;
        if (_storage is RecordStorage { IsLoaded: false })
        {
            // Elements are picked one by one: from memory, and only the part that the tensor touches.
            _storage = CopyPart(_storage, layout.Offset * _itemSize, (layout.RequiredElements - layout.Offset) * _itemSize);
            layout = Layout.Strided(layout.Shape, layout.Strides);
        }
        _runs = layout.Runs;
        _runs.MoveNext();
    }

    /// <summary>The element type.</summary>
    public DType DType => _entry.Tensor!.DType;

    /// <summary>How many elements there are in all.</summary>
    public long ElementCount { get; }

    /// <summary>Takes the next elements, as many as fit.</summary>
    /// <param name="destination">Room for one element or more.</param>
    /// <returns>The bytes written; 0 when all elements were taken.</returns>
    /// <exception cref="PtFormatException">The file has become shorter.</exception>
    public int Read(Span<byte> destination)
    {
        int count = (int)Math.Min(destination.Length / _itemSize, ElementCount - _done);
        if (count == 0)
            return ElementCount == _done ? 0 : throw new ArgumentException($"{destination.Length} bytes are no room for an element of {_itemSize}", nameof(destination));
        destination = destination[..(count * _itemSize)];
        if (_isDense)
            _storage.Read((_storageStart + _done) * _itemSize, destination);
        else
            Pick(destination);
        _done += count;
        if (_entry.IsConjugated || _entry.IsNegated)
            Resolve(destination, count);
        return destination.Length;
    }

    void Pick(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_inRun == _runs.Length)
            {
                _runs.MoveNext();
                _inRun = 0;
            }
            long take = _runs.Stride == 1 ? Math.Min(_runs.Length - _inRun, destination.Length / _itemSize) : 1;
            int bytes = (int)take * _itemSize;
            _storage.Read((_runs.Current + _inRun * _runs.Stride) * _itemSize, destination[..bytes]);
            _inRun += take;
            destination = destination[bytes..];
        }
    }

    void Resolve(Span<byte> elements, int count)
    {
        Tensor part = Tensor.Uninitialized([count], DType);
        part.Storage.Write(0, elements);
        part.Resolve(_entry.IsConjugated, _entry.IsNegated).Storage.Read(0, elements);
    }

    static Layout Reversed(Layout layout) => layout.Permute([.. Enumerable.Range(0, layout.Shape.Rank).Reverse()]);

    static Storage CopyPart(Storage storage, long start, long bytes)
    {
        Storage copy = Device.Cpu.Allocate(bytes);
        byte[] chunk = new byte[Math.Min(CopyBytes, bytes)];
        for (long done = 0; done < bytes; done += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, bytes - done));
            storage.Read(start + done, part);
            copy.Write(done, part);
        }
        return copy;
    }
}
