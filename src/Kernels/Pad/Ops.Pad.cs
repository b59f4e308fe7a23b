using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Puts elements around the last dimensions, or cuts them off where a number is negative.</summary>
    /// <param name="x">Any dtype.</param>
    /// <param name="sides">
    /// Two numbers for each dimension, the last dimension first as in PyTorch: left, right, top, bottom, front, back.
    /// </param>
    /// <param name="mode">What the elements are.</param>
    /// <param name="value">The number of <see cref="PaddingMode.Zeros"/>.</param>
    /// <exception cref="ArgumentException">The sides are no pairs or more than the dimensions, or more than the mode can fill.</exception>
    public static Tensor Pad(Tensor x, ReadOnlySpan<int> sides, PaddingMode mode = PaddingMode.Zeros, double value = 0)
    {
        int rank = sides.Length / 2;
        if (sides.Length is not (2 or 4 or 6) || rank > x.Rank)
            throw new ArgumentException($"pad: {Sides(sides)} on input {x.Shape}: two numbers were needed for each of the last one, two or three dimensions");
        Span<int> before = stackalloc int[3], after = stackalloc int[3];
        Tensor inner = x;
        long[] sizes = [.. x.Shape];
        for (int i = 0; i < rank; i++)
        {
            (int left, int right) = (sides[2 * i], sides[2 * i + 1]);
            int d = x.Rank - 1 - i;
            long kept = x.Shape[d] + Math.Min(left, 0) + Math.Min(right, 0);
            (before[2 - i], after[2 - i]) = (Math.Max(left, 0), Math.Max(right, 0));
            sizes[d] = kept + before[2 - i] + after[2 - i];
            if (kept < 0 || sizes[d] < 0)
                throw new ArgumentException($"pad: {Sides(sides)} cuts more off dimension {d} of {x.Shape} than it has");
            // A mirror does not repeat the element that it stands on; a ring goes round once.
            long most = mode switch { PaddingMode.Reflect => kept - 1, PaddingMode.Circular => kept, PaddingMode.Replicate when kept == 0 => 0, _ => int.MaxValue };
            if (Math.Max(before[2 - i], after[2 - i]) > Math.Max(most, 0))
                throw new ArgumentException($"pad: {Sides(sides)} on input {x.Shape}: {mode.ToString().ToLowerInvariant()} fills at most {Math.Max(most, 0)} positions beside dimension {d}");
            if (kept != x.Shape[d])
                inner = inner.Narrow(d, Math.Max(-left, 0), kept);
        }
        PadOp op = new(mode, new(before[0], before[1], before[2]), new(after[0], after[1], after[2]), value);
        // Below three dimensions the missing ones are there with a size of 1.
        Tensor view = inner;
        long[] full = sizes;
        for (; view.Rank < 3; full = [1, .. full])
            view = view.Unsqueeze(0);
        return Run(op, x.DType, Shape.Create(full), view).View(sizes);
    }

    static string Sides(ReadOnlySpan<int> sides) => $"padding ({string.Join(", ", sides.ToArray())})";
}
