using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Where the elements of a tensor lie, in row-major order, as a kernel reads them: stretches of even spacing, innermost first,
/// at most eight. Plain fields, since a kernel keeps no array in registers; a tensor without gaps has no stretch at all.
/// </summary>
struct KernelLayout
{
    int _count0, _count1, _count2, _count3, _count4, _count5, _count6;
    int _stride0, _stride1, _stride2, _stride3, _stride4, _stride5, _stride6, _stride7;
    int _rank;

    /// <summary>The description of a layout, counted from its offset; null where it has more than eight stretches or does not fit in 31 bits.</summary>
    public static KernelLayout? Of(Layout layout)
    {
        if (layout.RequiredElements - layout.Offset > int.MaxValue || layout.ElementCount > int.MaxValue)
            return null;
        if (layout.IsDense)
            return default(KernelLayout);
        List<(long Count, long Stride)> stretches = layout.Stretches();
        return stretches.Count > 8 ? null : new KernelLayout
        {
            _rank = stretches.Count,
            _count0 = Count(0),
            _count1 = Count(1),
            _count2 = Count(2),
            _count3 = Count(3),
            _count4 = Count(4),
            _count5 = Count(5),
            _count6 = Count(6),
            _stride0 = Stride(0),
            _stride1 = Stride(1),
            _stride2 = Stride(2),
            _stride3 = Stride(3),
            _stride4 = Stride(4),
            _stride5 = Stride(5),
            _stride6 = Stride(6),
            _stride7 = Stride(7),
        };

        int Count(int i) => i < stretches.Count ? (int)stretches[i].Count : 1;

        int Stride(int i) => i < stretches.Count ? (int)stretches[i].Stride : 0;
    }

    /// <summary>The place of an element, given by its number in row-major order.</summary>
    public readonly int At(int index)
    {
        if (_rank == 0)
            return index;
        int rest = index / _count0, place = (index - rest * _count0) * _stride0;
        if (_rank == 1)
            return place;
        (index, rest) = (rest, rest / _count1);
        place += (index - rest * _count1) * _stride1;
        if (_rank == 2)
            return place;
        (index, rest) = (rest, rest / _count2);
        place += (index - rest * _count2) * _stride2;
        if (_rank == 3)
            return place;
        (index, rest) = (rest, rest / _count3);
        place += (index - rest * _count3) * _stride3;
        if (_rank == 4)
            return place;
        (index, rest) = (rest, rest / _count4);
        place += (index - rest * _count4) * _stride4;
        (index, rest) = (rest, rest / _count5);
        place += (index - rest * _count5) * _stride5;
        (index, rest) = (rest, rest / _count6);
        return place + (index - rest * _count6) * _stride6 + rest * _stride7;
    }
}
