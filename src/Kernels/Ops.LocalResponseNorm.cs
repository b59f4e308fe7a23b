using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// Each element divided by <c>(k + alpha / size * sum of squares)^beta</c>, the sum over a window of neighbouring channels
    /// (Krizhevsky et al. 2012).
    /// </summary>
    /// <param name="x">[N, C, ...].</param>
    /// <param name="size">What alpha is divided by.</param>
    /// <param name="before">Channels of the window before the element's own.</param>
    /// <param name="after">Channels of the window after it.</param>
    /// <param name="alpha">Multiplies the sum.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="k">Added to the sum.</param>
    /// <exception cref="ArgumentException">The input has fewer than three dimensions, or the window is negative.</exception>
    public static Tensor LocalResponseNorm(Tensor x, int size, int before, int after, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        if (x.Rank < 3)
            throw new ArgumentException($"local_response_norm: input is {x.Shape}, expected [batch, channels, ...] of at least three dimensions");
        if (size < 1 || before < 0 || after < 0)
            throw new ArgumentException($"local_response_norm: size is {size}, at least 1 was needed");
        if (x.ElementCount == 0)
            return x;
        Tensor squares = Square(x);
        return Normalized(x, WindowSums(squares, before, after), alpha / size, beta, k);
    }

    /// <summary>Local response normalisation of [N, C, H, W] as Torch 7 had it, the window reaching equally far to both sides.</summary>
    /// <remarks>PyTorch never lets the first channel go: beyond its reach it still counts in every sum, and so it does here.</remarks>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="size">Channels of the window, and what alpha is divided by; of an even number the window has one less.</param>
    /// <param name="alpha">Multiplies the sum.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="k">Added to the sum.</param>
    /// <exception cref="ArgumentException">The input has not four dimensions, or the size is not positive.</exception>
    public static Tensor CrossMapLrn2d(Tensor x, int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"cross_map_lrn2d: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels, height, width]");
        if (size < 1)
            throw new ArgumentException($"cross_map_lrn2d: size is {size}, at least 1 was needed");
        if (x.ElementCount == 0)
            return x;
        int reach = (size - 1) / 2;
        Tensor squares = Square(x), sums = WindowSums(squares, reach, reach);
        if (reach + 1 < x.Shape[1])
        {
            Tensor first = squares.Narrow(1, 0, 1).Expand(-1, x.Shape[1] - reach - 1, -1, -1);
            sums = Cat([sums.Narrow(1, 0, reach + 1), Add(sums.Narrow(1, reach + 1, x.Shape[1] - reach - 1), first)], 1);
        }
        return Normalized(x, sums, alpha / size, beta, k);
    }

    static Tensor Normalized(Tensor x, Tensor sums, double alpha, double beta, double k) => Div(x, Pow(Add(Mul(sums, alpha), k), beta));

    static Tensor WindowSums(Tensor x, int before, int after)
    {
        Tensor sums = x;
        for (int distance = -before; distance <= after; distance++)
            if (distance != 0 && Math.Abs(distance) < x.Shape[1])
                sums = Add(sums, Shifted(x, distance));
        return sums;
    }

    // out[:, c] = x[:, c + distance], zeros where there is no such channel.
    static Tensor Shifted(Tensor x, int distance)
    {
        long channels = x.Shape[1], kept = channels - Math.Abs(distance);
        Tensor part = x.Narrow(1, Math.Max(distance, 0), kept);
        long[] sizes = [.. x.Shape];
        sizes[1] = channels - kept;
        Tensor zeros = OnDevice(Tensor.Zeros([], x.DType), x.Device).Expand(sizes);
        return distance > 0 ? Cat([part, zeros], 1) : Cat([zeros, part], 1);
    }
}
