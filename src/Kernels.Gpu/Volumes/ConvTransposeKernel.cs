using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Transposed convolution, gathered: a thread for each element of the output looks for the elements of the input that spread to it.</summary>
sealed class ConvTransposeKernel(GpuDevice device, ConvTransposeOp op, Shape input, Shape weight, Shape output) : GpuKernel(device)
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>>(Each, Threads.PerGroup);

    readonly ConvolutionSizes _sizes = ConvolutionSizes.Of(op.Rank, op.Stride, op.Padding, op.Dilation, op.Groups, input, weight, output);

    public override string Name => $"{op.Name} by elements";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ConvolutionSizes sizes = _sizes with { HasBias = inputs[2] is null ? 0 : 1 };
        _launch(
            Stream, Threads.For(sizes.Count), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(inputs[1]!), GpuDevice.View<float>(inputs[2] ?? inputs[1]!),
            GpuDevice.View<float>(outputs[0]), sizes);
    }

    internal static void Each(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> y, ConvolutionSizes s)
    {
        int i = Threads.Index;
        if (i >= s.Count)
            return;
        int row = i / s.OutWidth, plane = row / s.OutHeight, volume = plane / s.OutDepth, n = volume / s.OutChannels, o = volume - n * s.OutChannels;
        int outX = i - row * s.OutWidth, outY = row - plane * s.OutHeight, outZ = plane - volume * s.OutDepth;
        int groupChannels = s.Channels / s.Groups, outGroupChannels = s.OutChannels / s.Groups, group = o / outGroupChannels;
        float sum = s.HasBias != 0 ? bias[o] : 0f;
        for (int c = 0; c < groupChannels; c++)
        {
            int channel = group * groupChannels + c, from = (n * s.Channels + channel) * s.Depth;
            int factor = (channel * outGroupChannels + (o - group * outGroupChannels)) * s.KernelDepth * s.KernelHeight * s.KernelWidth;
            for (int kz = 0; kz < s.KernelDepth; kz++)
                for (int ky = 0; ky < s.KernelHeight; ky++)
                    for (int kx = 0; kx < s.KernelWidth; kx++, factor++)
                    {
                        int z = outZ + s.PaddingZ - kz * s.DilationZ, row0 = outY + s.PaddingY - ky * s.DilationY, column = outX + s.PaddingX - kx * s.DilationX;
                        if (z < 0 || row0 < 0 || column < 0)
                            continue;
                        int fromZ = z / s.StrideZ, fromY = row0 / s.StrideY, fromX = column / s.StrideX;
                        if (fromZ * s.StrideZ == z && fromY * s.StrideY == row0 && fromX * s.StrideX == column && fromZ < s.Depth && fromY < s.Height && fromX < s.Width)
                            sum += weight[factor] * x[((from + fromZ) * s.Height + fromY) * s.Width + fromX];
                    }
        }
        y[i] = sum;
    }
}
