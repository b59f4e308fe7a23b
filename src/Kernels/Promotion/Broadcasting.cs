using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>PyTorch's broadcasting: sizes are compared from the end and must be equal or 1; missing ones count as 1.</summary>
static class Broadcasting
{
    /// <summary>The shape that both expand to.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static Shape Combine(string name, Shape a, Shape b)
    {
        if (a == b)
            return a;
        long[] sizes = new long[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            long x = i <= a.Rank ? a[-i] : 1, y = i <= b.Rank ? b[-i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException($"{name}: {a} and {b} do not broadcast: sizes {x} and {y} of dimension {-i} differ and neither is 1");
            sizes[^i] = x == 1 ? y : x;
        }
        return Shape.Create(sizes);
    }
}
