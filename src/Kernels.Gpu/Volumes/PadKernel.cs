using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>out[…, z, y, x] = in[…, source(z), source(y), source(x)], or the value where a position has no source; dense arrays.</summary>
sealed class PadKernel<T>(GpuDevice device, PadOp op, T value, Shape input, Shape output) : GpuKernel(device) where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, Sizes, T> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, Sizes, T>>(Each, Threads.PerGroup);

    readonly Sizes _sizes = new()
    {
        Count = checked((int)output.ElementCount),
        Depth = (int)input[-3],
        Height = (int)input[-2],
        Width = (int)input[-1],
        OutDepth = (int)output[-3],
        OutHeight = (int)output[-2],
        OutWidth = (int)output[-1],
        Front = op.Before.Depth,
        Top = op.Before.Height,
        Left = op.Before.Width,
        Mode = (int)op.Mode,
    };

    public override string Name => $"pad {Interop.SizeOf<T>()} bytes";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        _launch(Stream, Threads.For(_sizes.Count), GpuDevice.View<T>(inputs[0]!), GpuDevice.View<T>(outputs[0]), _sizes, value);

    internal static void Each(ArrayView<T> x, ArrayView<T> y, Sizes sizes, T value)
    {
        int i = Threads.Index;
        if (i >= sizes.Count)
            return;
        int row = i / sizes.OutWidth, plane = row / sizes.OutHeight, volume = plane / sizes.OutDepth;
        int fromX = Source(i - row * sizes.OutWidth - sizes.Left, sizes.Width, sizes.Mode);
        int fromY = Source(row - plane * sizes.OutHeight - sizes.Top, sizes.Height, sizes.Mode);
        int fromZ = Source(plane - volume * sizes.OutDepth - sizes.Front, sizes.Depth, sizes.Mode);
        if (fromX < 0 || fromY < 0 || fromZ < 0)
            y[i] = value;
        else
            y[i] = x[((volume * sizes.Depth + fromZ) * sizes.Height + fromY) * sizes.Width + fromX];
    }

    // Where a position outside comes from; -1 for nowhere.
    static int Source(int position, int size, int mode)
    {
        if (position >= 0 && position < size)
            return position;
        if (mode == (int)PaddingMode.Reflect)
            return position < 0 ? -position : 2 * (size - 1) - position;
        if (mode == (int)PaddingMode.Replicate)
            return position < 0 ? 0 : size - 1;
        if (mode == (int)PaddingMode.Circular)
            return position < 0 ? position + size : position - size;
        return -1;
    }

    internal struct Sizes
    {
        public int Count, Depth, Height, Width, OutDepth, OutHeight, OutWidth, Front, Top, Left, Mode;
    }
}
