using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>How <see cref="ElementReader{T}"/> goes through tensors of one layout and dtype; made once, for any number of threads.</summary>
sealed class ReadPlan
{
    readonly long[] _counts, _strides;

    public ReadPlan(Layout layout, DType from, DType to)
    {
        (From, To, IsDense) = (from, to, layout.IsDense);
        if (IsDense)
        {
            (_counts, _strides) = ([], []);
            return;
        }
        List<(long Count, long Stride)> stretches = layout.Stretches();
        (long length, long stride) = stretches.Count == 0 ? (1, 1) : stretches[0];
        (RunLength, RunStride) = ((int)length, (int)stride);
        _counts = [.. stretches.Skip(1).Select(s => s.Count)];
        _strides = [.. stretches.Skip(1).Select(s => s.Stride)];
        IsConstant = RunStride == 0 && _counts.Length == 0;
    }

    public DType From { get; }

    public DType To { get; }

    public bool IsDense { get; }

    /// <summary>True when one element stands for all.</summary>
    public bool IsConstant { get; }

    /// <summary>Elements of equal distance that follow each other; all runs are alike. Not set where all is dense.</summary>
    public int RunLength { get; }

    /// <summary>That distance, in elements.</summary>
    public int RunStride { get; }

    /// <summary>Numbers that the index of the methods below needs.</summary>
    public int Dimensions => _counts.Length;

    /// <summary>Goes to a run.</summary>
    /// <returns>Where its first element lies, counted from the layout's offset.</returns>
    public long Seek(long run, Span<long> index)
    {
        long at = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            (run, index[i]) = Math.DivRem(run, _counts[i]);
            at += index[i] * _strides[i];
        }
        return at;
    }

    /// <summary>Goes to the next run.</summary>
    /// <returns>How far its first element is from that of the run before.</returns>
    public long Step(Span<long> index)
    {
        long by = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            by += _strides[i];
            if (++index[i] < _counts[i])
                break;
            by -= _strides[i] * _counts[i];
            index[i] = 0;
        }
        return by;
    }
}
