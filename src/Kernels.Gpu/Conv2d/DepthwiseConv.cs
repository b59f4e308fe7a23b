using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>The sizes of a depthwise convolution beside those of its windows.</summary>
struct DepthwiseSizes
{
    public ReachSizes Reach;

    public int Channels, OutChannels, KernelHeight, KernelWidth, DilationY, DilationX, HasBias, Count;
}

/// <summary>
/// Convolution of channels that do not see each other, a thread for each element: there are too few products for tiles, and the
/// caches hold what neighbours share.
/// </summary>
static class DepthwiseConv
{
    public const int Threads = 256;

    public static void Kernel<TFunction>(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> y, DepthwiseSizes sizes, TFunction function)
        where TFunction : struct, IUnaryFunction
    {
        int item = Grid.IdxX * Threads + Group.IdxX;
        if (item >= sizes.Count)
            return;
        ReachSizes reach = sizes.Reach;
        int plane = reach.OutHeight * reach.OutWidth, image = item / (plane * sizes.OutChannels);
        int channel = item / plane - image * sizes.OutChannels, rest = item % plane, outY = rest / reach.OutWidth;
        int top = outY * reach.StrideY - reach.PaddingY, left = (rest - outY * reach.OutWidth) * reach.StrideX - reach.PaddingX;
        int from = (image * sizes.Channels + channel / (sizes.OutChannels / sizes.Channels)) * reach.Height * reach.Width;
        int tap = channel * sizes.KernelHeight * sizes.KernelWidth;
        float sum = sizes.HasBias != 0 ? bias[channel] : 0;
        for (int ky = 0; ky < sizes.KernelHeight; ky++)
        {
            int row = top + ky * sizes.DilationY;
            bool isInside = (uint)row < (uint)reach.Height;
            for (int kx = 0; kx < sizes.KernelWidth; kx++, tap++)
            {
                int column = left + kx * sizes.DilationX;
                if (isInside & (uint)column < (uint)reach.Width)
                    sum += x[from + row * reach.Width + column] * weight[tap];
            }
        }
        y[item] = function.Apply(new F32Lane(sum)).Value;
    }
}
