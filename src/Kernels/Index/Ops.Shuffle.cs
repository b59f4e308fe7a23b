using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Elements in another order: views, and a copy where the order is not one that strides can say.</content>
public static partial class Ops
{
    /// <summary>Channels become pixels: [..., C * r * r, H, W] in, [..., C, H * r, W * r] out.</summary>
    /// <exception cref="ArgumentException">There are fewer than three dimensions, or the square of the factor does not divide the channels.</exception>
    public static Tensor PixelShuffle(Tensor x, int factor)
    {
        RequireImages("pixel_shuffle", x, factor);
        long r = factor, channels = x.Shape[-3], h = x.Shape[-2], w = x.Shape[-1];
        if (channels % (r * r) != 0)
            throw new ArgumentException($"pixel_shuffle: input has {channels} channels {x.Shape}, which the square of factor {factor} does not divide");
        long[] leading = [.. x.Shape.AsSpan()[..^3]];
        int d = leading.Length;
        Tensor split = Reshape(x, [.. leading, channels / (r * r), r, r, h, w]);
        return Reshape(split.Permute([.. Enumerable.Range(0, d + 1), d + 3, d + 1, d + 4, d + 2]), [.. leading, channels / (r * r), h * r, w * r]);
    }

    /// <summary>Pixels become channels: [..., C, H * r, W * r] in, [..., C * r * r, H, W] out.</summary>
    /// <exception cref="ArgumentException">There are fewer than three dimensions, or the factor does not divide height and width.</exception>
    public static Tensor PixelUnshuffle(Tensor x, int factor)
    {
        RequireImages("pixel_unshuffle", x, factor);
        long r = factor, channels = x.Shape[-3], h = x.Shape[-2], w = x.Shape[-1];
        if (h % r != 0 || w % r != 0)
            throw new ArgumentException($"pixel_unshuffle: input is {h} by {w} pixels {x.Shape}, which factor {factor} does not divide");
        long[] leading = [.. x.Shape.AsSpan()[..^3]];
        int d = leading.Length;
        Tensor split = Reshape(x, [.. leading, channels, h / r, r, w / r, r]);
        return Reshape(split.Permute([.. Enumerable.Range(0, d + 1), d + 2, d + 4, d + 1, d + 3]), [.. leading, channels * r * r, h / r, w / r]);
    }

    /// <summary>Channels dealt out: of [N, C, ...] in groups, first the first channel of every group, then the second.</summary>
    /// <exception cref="ArgumentException">There are fewer than three dimensions, or the groups do not divide the channels.</exception>
    public static Tensor ChannelShuffle(Tensor x, int groups)
    {
        if (x.Rank < 3)
            throw new ArgumentException($"channel_shuffle: input has {x.Rank} dimensions {x.Shape}, at least [batch, channels, length] was needed");
        if (groups < 1 || x.Shape[1] % groups != 0)
            throw new ArgumentException($"channel_shuffle: input has {x.Shape[1]} channels {x.Shape}, which {groups} groups do not divide");
        ReadOnlySpan<long> pixels = x.Shape.AsSpan()[2..];
        return Reshape(Reshape(x, [x.Shape[0], groups, x.Shape[1] / groups, .. pixels]).Transpose(1, 2), x.Shape.AsSpan());
    }

    /// <summary>Makes several dimensions of one; one of their sizes may be -1: what is left over.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or the sizes do not multiply to its own.</exception>
    public static Tensor Unflatten(Tensor x, int dimension, params ReadOnlySpan<long> sizes)
    {
        int d = DimensionOf("unflatten", x, dimension), open = sizes.IndexOf(-1);
        long[] complete = sizes.ToArray();
        long known = 1;
        foreach (long size in sizes)
            known = size == -1 ? known : checked(known * size);
        if (open >= 0 && known > 0)
            complete[open] = x.Shape[d] / known;
        if (sizes.IsEmpty || complete.Any(size => size < 0) || Shape.Create(complete).ElementCount != x.Shape[d])
            throw new ArgumentException($"unflatten: dimension {d} of {x.Shape} has {x.Shape[d]} positions, which {Shape.Format(sizes)} does not make");
        return Reshape(x, [.. x.Shape.AsSpan()[..d], .. complete, .. x.Shape.AsSpan()[(d + 1)..]]);
    }

    static void RequireImages(string name, Tensor x, int factor)
    {
        if (x.Rank < 3)
            throw new ArgumentException($"{name}: input has {x.Rank} dimensions {x.Shape}, at least [channels, height, width] was needed");
        if (factor < 1)
            throw new ArgumentException($"{name}: factor is {factor}, at least 1 was needed");
    }
}
