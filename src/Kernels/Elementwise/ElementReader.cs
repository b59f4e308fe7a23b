using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Reads a tensor of any layout and dtype in row-major order as blocks of dense elements of one type, from any element on. What
/// lies dense in memory and is of that type is not copied; a single repeated element is fetched once.
/// </summary>
ref struct ElementReader<T> where T : unmanaged
{
    /// <summary>The most elements that one call gives, except of dense elements of the type itself.</summary>
    public const int Block = 1024;

    /// <summary>Workspace, in elements of 16 bytes: what was gathered, what was converted, and where in each dimension the reader is.</summary>
    public const int WorkspaceElements = 2 * Block + IndexElements;

    // A tensor has at most 64 dimensions.
    const int IndexElements = 32;

    readonly ReadPlan _plan;
    readonly Storage _storage;
    readonly ReadOnlySpan<byte> _bytes;
    readonly Span<byte> _gathered;
    readonly Span<T> _converted;
    readonly Span<long> _index;
    readonly int _size;
    readonly long _first;
    long _next;
    int _run, _leftInRun;
    bool _isFilled;

    public ElementReader(Tensor tensor, DType to, Span<byte> workspace) : this(new(tensor.Layout, tensor.DType, to), tensor, workspace)
    {
    }

    /// <param name="plan">Made for the tensor's layout and dtype.</param>
    /// <param name="tensor">What to read.</param>
    /// <param name="workspace">May be empty where elements are dense and of the type itself.</param>
    /// <param name="start">The first element to read.</param>
    public ElementReader(ReadPlan plan, Tensor tensor, Span<byte> workspace, long start = 0)
    {
        Layout layout = tensor.Layout;
        (_plan, _storage, _size, _first, _next) = (plan, tensor.Storage, tensor.DType.ItemSize(), layout.Offset, start);
        if (!workspace.IsEmpty)
        {
            int bytes = Block * 16;
            _gathered = workspace[..bytes];
            _converted = MemoryMarshal.Cast<byte, T>(workspace.Slice(bytes, bytes));
            _index = MemoryMarshal.Cast<byte, long>(workspace.Slice(2 * bytes, IndexElements * 16));
        }
        if (plan.IsDense)
            return;
        _bytes = _storage.BorrowBytes(_first * _size, KernelSpans.Int((layout.RequiredElements - _first) * _size));
        if (layout.ElementCount > 0)
        {
            _run = (int)plan.Seek(start / plan.RunLength, _index);
            _leftInRun = plan.RunLength - (int)(start % plan.RunLength);
        }
    }

    /// <summary>The next <paramref name="count"/> elements, valid until the next call; empty where there is no tensor.</summary>
    public ReadOnlySpan<T> Next(int count)
    {
        if (_size == 0)
            return [];
        if (_plan.IsConstant && _isFilled)
            return _converted[..count];
        ReadOnlySpan<byte> source;
        if (_plan.IsDense)
        {
            source = _storage.BorrowBytes((_first + _next) * _size, count * _size);
            _next += count;
        }
        else if (_plan.RunStride == 1 && count <= _leftInRun)
        {
            source = _bytes.Slice((_run + _plan.RunLength - _leftInRun) * _size, count * _size);
            _leftInRun -= count;
        }
        else
            // What is repeated later may be longer than what is asked for now.
            source = Gather(_plan.IsConstant ? Block : count);
        if (_plan.From == _plan.To && !_plan.IsConstant)
            return MemoryMarshal.Cast<byte, T>(source);
        ElementCast.Run(_plan.From, source, _plan.To, MemoryMarshal.AsBytes(_converted[..(source.Length / _size)]));
        _isFilled = true;
        return _converted[..count];
    }

    ReadOnlySpan<byte> Gather(int count)
    {
        switch (_size)
        {
            case 1:
                Gather<byte>(count);
                break;
            case 2:
                Gather<ushort>(count);
                break;
            case 4:
                Gather<uint>(count);
                break;
            case 8:
                Gather<ulong>(count);
                break;
            default:
                Gather<UInt128>(count);
                break;
        }
        return _gathered[..(count * _size)];
    }

    // Elements are only moved, so that their size is all that matters.
    void Gather<TItem>(int count) where TItem : unmanaged
    {
        ReadOnlySpan<TItem> source = MemoryMarshal.Cast<byte, TItem>(_bytes);
        Span<TItem> destination = MemoryMarshal.Cast<byte, TItem>(_gathered)[..count];
        int length = _plan.RunLength, stride = _plan.RunStride;
        if (_plan.IsConstant)
        {
            destination.Fill(source[0]);
            return;
        }
        while (!destination.IsEmpty)
        {
            if (_leftInRun == 0)
            {
                _run += (int)_plan.Step(_index);
                _leftInRun = length;
            }
            int part = Math.Min(_leftInRun, destination.Length), start = _run + (length - _leftInRun) * stride;
            if (stride == 1)
                source.Slice(start, part).CopyTo(destination);
            else if (stride == 0)
                destination[..part].Fill(source[start]);
            else
                for (int i = 0; i < part; i++)
                    destination[i] = source[start + i * stride];
            destination = destination[part..];
            _leftInRun -= part;
        }
    }
}
