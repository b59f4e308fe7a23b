using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// out[n, o, z, y, x] = bias[o] + sum over c, kz, ky, kx of weight[o, c, kz, ky, kx] * in[n, group(o) + c, z * stride - padding +
/// kz * dilation, …] with zero outside the volume; all arrays are dense and row-major. The loops are those of
/// <see cref="Conv2dReference"/> with planes around them.
/// </summary>
static class Conv3dReference
{
    public static void Run<T>(
        Conv3dOp op, Shape inputShape, Shape weightShape, Shape outputShape,
        ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int batch = Int(inputShape[0]), channels = Int(inputShape[1]), outChannels = Int(outputShape[1]), groupChannels = Int(weightShape[1]);
        Size3 size = Size3.Of(inputShape, 3), outSize = Size3.Of(outputShape, 3), kernel = Size3.Of(weightShape, 3);
        int volume = size.Volume, outVolume = outSize.Volume, outGroupChannels = outChannels / op.Groups;
        for (int n = 0; n < batch; n++)
            for (int o = 0; o < outChannels; o++)
            {
                Span<T> target = output.Slice((n * outChannels + o) * outVolume, outVolume);
                target.Fill(bias.IsEmpty ? T.Zero : bias[o]);
                for (int c = 0; c < groupChannels; c++)
                {
                    int channel = o / outGroupChannels * groupChannels + c;
                    ReadOnlySpan<T> source = input.Slice((n * channels + channel) * volume, volume);
                    ReadOnlySpan<T> factors = weight.Slice((o * groupChannels + c) * kernel.Volume, kernel.Volume);
                    int next = 0;
                    for (int kz = 0; kz < kernel.Depth; kz++)
                        for (int ky = 0; ky < kernel.Height; ky++)
                            for (int kx = 0; kx < kernel.Width; kx++)
                                AddScaled(op, source, size, new(kz, ky, kx), factors[next++], target, outSize);
                }
            }
    }

    // target += factor * (the source volume as the kernel's element sees it)
    static void AddScaled<T>(Conv3dOp op, ReadOnlySpan<T> source, Size3 size, Size3 element, T factor, Span<T> target, Size3 outSize)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (long front, int firstZ, int endZ) = Along(0);
        (long top, int firstY, int endY) = Along(1);
        (long left, int firstX, int endX) = Along(2);
        if (firstX >= endX)
            return;
        for (int z = firstZ; z < endZ; z++)
            for (int y = firstY; y < endY; y++)
            {
                long row = (front + (long)z * op.Stride.Depth) * size.Height + top + (long)y * op.Stride.Height;
                int to = (z * outSize.Height + y) * outSize.Width;
                ConvolutionRows.Gather(
                    source[(int)(row * size.Width + left + (long)firstX * op.Stride.Width)..], op.Stride.Width, factor, target[(to + firstX)..(to + endX)]);
            }

        (long Start, int First, int End) Along(int d)
        {
            long start = (long)element[d] * op.Dilation[d] - op.Padding[d];
            (int first, int end) = ConvolutionRows.Inside(start, op.Stride[d], size[d], outSize[d]);
            return (start, first, end);
        }
    }
}
