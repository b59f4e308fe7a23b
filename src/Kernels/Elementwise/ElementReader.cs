using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Reads a tensor of any layout and dtype in row-major order as blocks of dense elements of one type. Dense elements of that
/// type are not copied; a single repeated element is fetched once.
/// </summary>
ref struct ElementReader<T> where T : unmanaged
{
    /// <summary>The most elements that one call gives, except of dense elements of the type itself.</summary>
    public const int Block = 1024;

    /// <summary>Workspace, in elements of 16 bytes: what was gathered, and what was converted.</summary>
    public const int WorkspaceElements = 2 * Block;

    readonly Storage _storage;
    readonly ReadOnlySpan<byte> _bytes;
    readonly Span<byte> _gathered;
    readonly Span<T> _converted;
    readonly DType _from, _to;
    readonly int _size;
    readonly bool _isDense, _isConstant;
    readonly long _first;
    Layout.RunEnumerator _runs;
    int _next, _leftInRun;
    bool _isFilled;

    public ElementReader(Tensor tensor, DType to, Span<byte> workspace)
    {
        Layout layout = tensor.Layout;
        (_from, _to, _size, _isDense, _first) = (tensor.DType, to, tensor.DType.ItemSize(), layout.IsDense, layout.Offset);
        _storage = tensor.Storage;
        if (!workspace.IsEmpty)
        {
            _gathered = workspace[..(workspace.Length / 2)];
            _converted = MemoryMarshal.Cast<byte, T>(workspace[(workspace.Length / 2)..]);
        }
        if (_isDense)
            return;
        _bytes = _storage.BorrowBytes(_first * _size, KernelSpans.Int((layout.RequiredElements - _first) * _size));
        _runs = layout.Runs;
        _isConstant = _runs.Stride == 0 && _runs.Length == tensor.ElementCount;
    }

    /// <summary>The next <paramref name="count"/> elements, valid until the next call; empty where there is no tensor.</summary>
    public ReadOnlySpan<T> Next(int count)
    {
        if (_size == 0)
            return [];
        if (_isConstant && _isFilled)
            return _converted[..count];
        ReadOnlySpan<byte> source;
        if (_isDense)
        {
            source = _storage.BorrowBytes((_first + _next) * _size, count * _size);
            _next += count;
        }
        else
            source = Gather(count);
        if (_from == _to && !_isConstant)
            return MemoryMarshal.Cast<byte, T>(source);
        ElementCast.Run(_from, source, _to, MemoryMarshal.AsBytes(_converted[..count]));
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
        int length = (int)_runs.Length, stride = (int)_runs.Stride;
        while (!destination.IsEmpty)
        {
            if (_leftInRun == 0)
            {
                _runs.MoveNext();
                _leftInRun = length;
            }
            int part = Math.Min(_leftInRun, destination.Length), start = (int)(_runs.Current - _first) + (length - _leftInRun) * stride;
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
