using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// Copies rows of an image with the zeros around it, taken apart by the stride: with stride 2, a row becomes one of its even
/// and one of its odd places, so that neighbouring outputs read neighbouring elements.
/// </summary>
/// <typeparam name="V">The register.</typeparam>
readonly unsafe struct PaddedRows<V> where V : struct, ISimdPairs<V>
{
    readonly int _height, _width, _padding, _step;

    /// <summary>Elements of each of the parts of a row.</summary>
    public int Pitch { get; }

    /// <summary>Elements of a row.</summary>
    public int RowLength => Pitch * _step;

    /// <summary>Elements that <see cref="Copy"/> uses beside.</summary>
    public int ScratchLength => _step == 1 ? 0 : RowLength + 4 * V.Count;

    /// <summary>Rows of an image.</summary>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="padding">Zeros before and after a row.</param>
    /// <param name="step">How many parts a row is taken into.</param>
    /// <param name="reach">Elements that are read from each part.</param>
    public PaddedRows(int height, int width, int padding, int step, int reach)
    {
        (_height, _width, _padding, _step) = (height, width, padding, step);
        Pitch = (Math.Max(reach, (width + 2 * padding + step - 1) / step) + V.Count - 1) & ~(V.Count - 1);
    }

    /// <summary>Where a place of a padded row is in the copy.</summary>
    public int PlaceOf(int x) => x % _step * Pitch + x / _step;

    /// <summary>Copies rows; those outside the image are zeros.</summary>
    /// <param name="image">The plane.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="rowStep">From one row to the next.</param>
    /// <param name="to">One row after the other.</param>
    /// <param name="scratch">Of the length said.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(float* image, nint first, nint rows, nint rowStep, float* to, float* scratch)
    {
        for (nint i = 0; i < rows; i++, to += RowLength)
        {
            nint row = first + i * rowStep;
            if (row < 0 || row >= _height)
                Clear(to, RowLength);
            else if (_step == 1)
                Fill(image + row * _width, to);
            else
            {
                Fill(image + row * _width, scratch);
                Part(scratch, to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Clear(float* to, nint count)
    {
        for (nint x = 0; x < count; x += V.Count)
            V.Store(V.Zero, to + x);
    }

    // The row between zeros. Pitches are multiples of a register, so clearing may go by whole ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Fill(float* row, float* to)
    {
        nint length = RowLength, end = _padding + _width;
        for (nint x = 0; x < _padding; x += V.Count)
            V.Store(V.Zero, to + x);
        for (nint x = end & -V.Count; x < length; x += V.Count)
            V.Store(V.Zero, to + x);
        to += _padding;
        nint i = 0;
        for (; i <= _width - V.Count; i += V.Count)
            V.Store(V.Load(row + i), to + i);
        if (i < _width)
            V.StoreFirst(V.LoadFirst(row + i, _width - i), to + i, _width - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Part(float* row, float* to)
    {
        nint pitch = Pitch;
        if (_step == 2)
            for (nint i = 0; i < pitch; i += V.Count)
            {
                V.Split(V.Load(row + 2 * i), V.Load(row + 2 * i + V.Count), out V even, out V odd);
                V.Store(even, to + i);
                V.Store(odd, to + pitch + i);
            }
        else if (_step == 4)
            for (nint i = 0; i < pitch; i += V.Count, row += 4 * V.Count)
            {
                V.Split(V.Load(row), V.Load(row + V.Count), out V even, out V odd);
                V.Split(V.Load(row + 2 * V.Count), V.Load(row + 3 * V.Count), out V nextEven, out V nextOdd);
                V.Split(even, nextEven, out V zero, out V two);
                V.Split(odd, nextOdd, out V one, out V three);
                V.Store(zero, to + i);
                V.Store(one, to + pitch + i);
                V.Store(two, to + 2 * pitch + i);
                V.Store(three, to + 3 * pitch + i);
            }
        else
            for (nint part = 0; part < _step; part++)
                for (nint i = 0; i < pitch; i++)
                    to[part * pitch + i] = row[i * _step + part];
    }
}
