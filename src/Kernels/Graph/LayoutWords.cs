using System.Globalization;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>Says in the words of <see cref="Tensor"/>'s views how one layout comes from another over the same memory.</summary>
static class LayoutWords
{
    /// <summary><c>.view[1, 400]</c>, empty for the layout itself, or <c>.strided[sizes; strides; offset]</c> where one word does not do.</summary>
    public static string Describe(Layout from, Layout to)
    {
        if (to.Equals(from))
            return "";
        if (to.ElementCount == from.ElementCount && from.TryReshape(to.Shape, out Layout view) && view.Equals(to))
            return $".view{to.Shape}";
        return Transposed(from, to) ?? Narrowed(from, to) ?? Selected(from, to)
            ?? Invariant($".strided[{Inner(to.Shape.AsSpan())}; {Inner(to.Strides)}; {to.Offset}]");
    }

    static string? Transposed(Layout from, Layout to)
    {
        if (to.Shape.Rank != from.Shape.Rank)
            return null;
        for (int a = 0; a < from.Shape.Rank; a++)
            for (int b = a + 1; b < from.Shape.Rank; b++)
                if (from.Transpose(a, b).Equals(to))
                    return Invariant($".transpose[{a}, {b}]");
        return null;
    }

    static string? Narrowed(Layout from, Layout to)
    {
        if (to.Shape.Rank != from.Shape.Rank || !to.Strides.SequenceEqual(from.Strides))
            return null;
        for (int d = 0; d < from.Shape.Rank; d++)
        {
            if (from.Strides[d] == 0 || to.Shape[d] >= from.Shape[d])
                continue;
            long start = (to.Offset - from.Offset) / from.Strides[d];
            if (start >= 0 && start + to.Shape[d] <= from.Shape[d] && from.Narrow(d, start, to.Shape[d]).Equals(to))
                return Invariant($".narrow[{d}, {start}, {to.Shape[d]}]");
        }
        return null;
    }

    static string? Selected(Layout from, Layout to)
    {
        if (to.Shape.Rank != from.Shape.Rank - 1)
            return null;
        for (int d = 0; d < from.Shape.Rank; d++)
        {
            long index = from.Strides[d] == 0 ? 0 : (to.Offset - from.Offset) / from.Strides[d];
            if (index >= 0 && index < from.Shape[d] && from.Select(d, index).Equals(to))
                return Invariant($".select[{d}, {index}]");
        }
        return null;
    }

    static string Inner(ReadOnlySpan<long> values) => string.Join(", ", values.ToArray());

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
