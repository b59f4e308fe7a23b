using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>y[i] = f(x[i])</summary>
sealed class UnaryKernel<TFunction, V, T>(GpuDevice device, TFunction function, TensorSpec?[] inputs, TensorSpec[] outputs) : ComputeKernel<T>(device, inputs, outputs)
    where TFunction : struct, IUnaryFunction
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction>>(Each, Threads.PerGroup);

    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount;
        _launch(Stream, Threads.For(count), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), count, function);
        Finish(outputs, 0, workspace);
    }

    internal static void Each(ArrayView<T> x, KernelLayout layout, ArrayView<T> y, int count, TFunction function)
    {
        int i = Threads.Index;
        if (i < count)
            y[i] = V.ToMemory(function.Apply(V.Of(x[layout.At(i)])));
    }
}

/// <summary>z[i] = f(x[i], y[i])</summary>
sealed class BinaryKernel<TFunction, V, T>(GpuDevice device, TFunction function, TensorSpec?[] inputs, TensorSpec[] outputs) : ComputeKernel<T>(device, inputs, outputs)
    where TFunction : struct, IBinaryFunction
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction>>(Each, Threads.PerGroup);

    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount;
        _launch(
            Stream, Threads.For(count), Operand(inputs, 0, workspace), LayoutOf(0), Operand(inputs, 1, workspace), LayoutOf(1),
            Result(outputs, 0, workspace), count, function);
        Finish(outputs, 0, workspace);
    }

    internal static void Each(ArrayView<T> x, KernelLayout xLayout, ArrayView<T> y, KernelLayout yLayout, ArrayView<T> z, int count, TFunction function)
    {
        int i = Threads.Index;
        if (i < count)
            z[i] = V.ToMemory(function.Apply(V.Of(x[xLayout.At(i)]), V.Of(y[yLayout.At(i)])));
    }
}

/// <summary>w[i] = f(x[i], y[i], z[i])</summary>
sealed class TernaryKernel<TFunction, V, T>(GpuDevice device, TFunction function, TensorSpec?[] inputs, TensorSpec[] outputs) : ComputeKernel<T>(device, inputs, outputs)
    where TFunction : struct, ITernaryFunction
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, int, TFunction>>(Each, Threads.PerGroup);

    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount;
        _launch(
            Stream, Threads.For(count), Operand(inputs, 0, workspace), LayoutOf(0), Operand(inputs, 1, workspace), LayoutOf(1), Operand(inputs, 2, workspace), LayoutOf(2),
            Result(outputs, 0, workspace), count, function);
        Finish(outputs, 0, workspace);
    }

    internal static void Each(
        ArrayView<T> x, KernelLayout xLayout, ArrayView<T> y, KernelLayout yLayout, ArrayView<T> z, KernelLayout zLayout, ArrayView<T> w, int count, TFunction function)
    {
        int i = Threads.Index;
        if (i < count)
            w[i] = V.ToMemory(function.Apply(V.Of(x[xLayout.At(i)]), V.Of(y[yLayout.At(i)]), V.Of(z[zLayout.At(i)])));
    }
}
