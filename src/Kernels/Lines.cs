using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Walks the lines of elements along one dimension, in row-major order of the other dimensions.</summary>
struct Lines
{
    Layout.RunEnumerator _runs;
    readonly long _offset;
    int _left;

    public Lines(Layout layout, int dimension)
    {
        (Count, Stride, _offset) = (KernelSpans.Int(layout.Shape[dimension]), KernelSpans.Int(layout.Strides[dimension]), layout.Offset);
        if (Count > 0)
            _runs = layout.Select(dimension, 0).Runs;
    }

    /// <summary>Elements in each line.</summary>
    public int Count { get; }

    /// <summary>The distance between neighbours in a line.</summary>
    public int Stride { get; }

    /// <summary>Where the line starts, counted from the layout's offset.</summary>
    public int Current { get; private set; }

    /// <summary>Steps to the next line.</summary>
    public bool MoveNext()
    {
        if (Count == 0)
            return false;
        if (_left == 0)
        {
            if (!_runs.MoveNext())
                return false;
            (_left, Current) = ((int)_runs.Length, (int)(_runs.Current - _offset));
        }
        else
            Current += (int)_runs.Stride;
        _left--;
        return true;
    }

    /// <summary>The tensor with a dimension moved to the end: read in row-major order, its lines come one after the other.</summary>
    public static Tensor Innermost(Tensor tensor, int dimension)
    {
        int[] order = [.. Enumerable.Range(0, tensor.Rank).Where(d => d != dimension), dimension];
        return tensor.Permute(order);
    }
}
