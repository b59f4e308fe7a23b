using System.Numerics;
using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>
/// out[n, o, z * stride - padding + kz * dilation, …] = bias[o] + sum over c of the group and over z, …, kz, … of
/// in[n, c, z, …] * weight[c, o, kz, …], what falls outside left out; all arrays are dense and row-major, and where there are
/// fewer than three dimensions, those missing have size 1. One weight at a time is spread over a whole volume; the inner loop is
/// a row.
/// </summary>
static class ConvTransposeReference
{
    public static void Run<T>(
        ConvTransposeOp op, Shape inputShape, Shape weightShape, Shape outputShape,
        ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int batch = Int(inputShape[0]), channels = Int(inputShape[1]), outChannels = Int(outputShape[1]);
        int groupChannels = channels / op.Groups, outGroupChannels = outChannels / op.Groups;
        Size3 size = Size3.Of(inputShape, op.Rank), outSize = Size3.Of(outputShape, op.Rank), kernel = Size3.Of(weightShape, op.Rank);
        int volume = size.Volume, outVolume = outSize.Volume;
        for (int n = 0; n < batch; n++)
            for (int o = 0; o < outChannels; o++)
            {
                Span<T> target = output.Slice((n * outChannels + o) * outVolume, outVolume);
                target.Fill(bias.IsEmpty ? T.Zero : bias[o]);
                int firstChannel = o / outGroupChannels * groupChannels;
                for (int c = firstChannel; c < firstChannel + groupChannels; c++)
                {
                    ReadOnlySpan<T> source = input.Slice((n * channels + c) * volume, volume);
                    ReadOnlySpan<T> factors = weight.Slice((c * outGroupChannels + o % outGroupChannels) * kernel.Volume, kernel.Volume);
                    int next = 0;
                    for (int kz = 0; kz < kernel.Depth; kz++)
                        for (int ky = 0; ky < kernel.Height; ky++)
                            for (int kx = 0; kx < kernel.Width; kx++)
                                Spread(op, source, size, new(kz, ky, kx), factors[next++], target, outSize);
                }
            }
    }

    // The places of the target that the kernel's element sends the source to += factor * the source
    static void Spread<T>(ConvTransposeOp op, ReadOnlySpan<T> source, Size3 size, Size3 element, T factor, Span<T> target, Size3 outSize)
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
                int from = (z * size.Height + y) * size.Width;
                long row = (front + (long)z * op.Stride.Depth) * outSize.Height + top + (long)y * op.Stride.Height;
                ConvolutionRows.Scatter(
                    source[(from + firstX)..(from + endX)], op.Stride.Width, factor, target[(int)(row * outSize.Width + left + (long)firstX * op.Stride.Width)..]);
            }

        (long Start, int First, int End) Along(int d)
        {
            long start = (long)element[d] * op.Dilation[d] - op.Padding[d];
            (int first, int end) = ConvolutionRows.Inside(start, op.Stride[d], outSize[d], size[d]);
            return (start, first, end);
        }
    }
}
