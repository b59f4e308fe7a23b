using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// out[n, o, y, x] = bias[o] + sum over c, ky, kx of weight[o, c, ky, kx] * in[n, group(o) + c, y * stride - padding + ky * dilation, …]
/// with zero outside the image; all four arrays are dense and row-major. One weight at a time is spread over a whole output
/// plane, which stays in the first-level cache for the images that these loops are meant for; the inner loop is a row.
/// Every faster kernel is tested against this one.
/// </summary>
static class Conv2dReference
{
    public static void Run<T>(
        Conv2dOp op, Shape inputShape, Shape weightShape, Shape outputShape,
        ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int batch = Int(inputShape[0]), channels = Int(inputShape[1]), height = Int(inputShape[2]), width = Int(inputShape[3]);
        int outChannels = Int(outputShape[1]), outHeight = Int(outputShape[2]), outWidth = Int(outputShape[3]);
        int groupChannels = Int(weightShape[1]), kernelHeight = Int(weightShape[2]), kernelWidth = Int(weightShape[3]);
        int plane = height * width, outPlane = outHeight * outWidth, outGroupChannels = outChannels / op.Groups;
        for (int n = 0; n < batch; n++)
            for (int o = 0; o < outChannels; o++)
            {
                Span<T> target = output.Slice((n * outChannels + o) * outPlane, outPlane);
                target.Fill(bias.IsEmpty ? T.Zero : bias[o]);
                for (int c = 0; c < groupChannels; c++)
                {
                    int channel = o / outGroupChannels * groupChannels + c;
                    ReadOnlySpan<T> source = input.Slice((n * channels + channel) * plane, plane);
                    for (int ky = 0; ky < kernelHeight; ky++)
                        for (int kx = 0; kx < kernelWidth; kx++)
                        {
                            T factor = weight[((o * groupChannels + c) * kernelHeight + ky) * kernelWidth + kx];
                            AddScaled(op, source, height, width, ky, kx, factor, target, outHeight, outWidth);
                        }
                }
            }
    }

    // target += factor * (the source plane as the kernel element (ky, kx) sees it)
    static void AddScaled<T>(
        Conv2dOp op, ReadOnlySpan<T> source, int height, int width, int ky, int kx, T factor, Span<T> target, int outHeight, int outWidth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long top = (long)ky * op.Dilation.Height - op.Padding.Height, left = (long)kx * op.Dilation.Width - op.Padding.Width;
        (int firstY, int endY) = ConvolutionRows.Inside(top, op.Stride.Height, height, outHeight);
        (int firstX, int endX) = ConvolutionRows.Inside(left, op.Stride.Width, width, outWidth);
        if (firstX >= endX)
            return;
        int step = op.Stride.Width;
        for (int y = firstY; y < endY; y++)
        {
            ReadOnlySpan<T> from = source[(int)((top + (long)y * op.Stride.Height) * width + left + (long)firstX * step)..];
            Span<T> to = target[(y * outWidth + firstX)..(y * outWidth + endX)];
            ConvolutionRows.Gather(from, step, factor, to);
        }
    }
}
