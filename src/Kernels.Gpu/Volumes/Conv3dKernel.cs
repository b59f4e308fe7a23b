using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Convolution of volumes: a thread for each element of the output, which sums over the channels of its group and the kernel.</summary>
sealed class Conv3dKernel(GpuDevice device, Conv3dOp op, Shape input, Shape weight, Shape output) : GpuKernel(device)
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvolutionSizes>>(Each, Threads.PerGroup);

    readonly ConvolutionSizes _sizes = ConvolutionSizes.Of(3, op.Stride, op.Padding, op.Dilation, op.Groups, input, weight, output);

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
            int factor = (o * groupChannels + c) * s.KernelDepth * s.KernelHeight * s.KernelWidth;
            for (int kz = 0; kz < s.KernelDepth; kz++)
                for (int ky = 0; ky < s.KernelHeight; ky++)
                    for (int kx = 0; kx < s.KernelWidth; kx++, factor++)
                    {
                        int z = outZ * s.StrideZ - s.PaddingZ + kz * s.DilationZ, row0 = outY * s.StrideY - s.PaddingY + ky * s.DilationY, column = outX * s.StrideX - s.PaddingX + kx * s.DilationX;
                        if (z >= 0 && z < s.Depth && row0 >= 0 && row0 < s.Height && column >= 0 && column < s.Width)
                            sum += weight[factor] * x[((from + z) * s.Height + row0) * s.Width + column];
                    }
        }
        y[i] = sum;
    }
}
