using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// A copy of the input with elements put, or added, to places along one dimension. A thread takes a whole line of the index, in
/// order: of several elements for one place the last stays, and sums are the same in every run.
/// </summary>
sealed class ScatterKernel<V, T>(GpuDevice device, ScatterOp op, TensorSpec input, TensorSpec index, TensorSpec source) : GpuKernel(device)
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<long>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<long>, Sizes> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<long>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<T>, KernelLayout, ArrayView<long>, Sizes>>(Line, Threads.PerGroup);

    readonly Cast _copy = Cast.Copy(device, Interop.SizeOf<T>());
    readonly KernelLayout _inputLayout = KernelLayout.Of(input.Layout)!.Value;

    // The starts of lines: each layout without the dimension, over the index's shape.
    readonly KernelLayout _indexLines = Lines(op, index, index), _sourceLines = Lines(op, source, index), _outputLines = Lines(op, new(input.DType, Layout.Dense(input.Shape)), index);

    readonly Sizes _sizes = new()
    {
        Lines = checked((int)(index.Shape.ElementCount / Math.Max(1, index.Shape[op.Dimension]))),
        Count = checked((int)index.Shape[op.Dimension]),
        IndexStride = checked((int)index.Layout.Strides[op.Dimension]),
        SourceStride = checked((int)source.Layout.Strides[op.Dimension]),
        OutputStride = OperandChecks.Product(input.Shape.AsSpan()[(op.Dimension + 1)..]),
        Size = checked((int)input.Shape[op.Dimension]),
        Source = device.Faults.Register("scatter", $"is outside dimension {op.Dimension} of {input.Shape}, which has {input.Shape[op.Dimension]} positions"),
        IsSum = op.Mode == ScatterMode.Add ? 1 : 0,
    };

    public override string Name => $"scatter {op.Mode} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        _copy.Launch(Stream, GpuDevice.View<byte>(inputs[0]!), _inputLayout, GpuDevice.View<byte>(outputs[0]), (int)outputs[0].ElementCount);
        if (inputs[1]!.ElementCount > 0)
            _launch(
                Stream, Threads.For(_sizes.Lines), GpuDevice.View<long>(inputs[1]!), _indexLines, GpuDevice.View<T>(inputs[2]!), _sourceLines,
                GpuDevice.View<T>(outputs[0]), _outputLines, Device.Faults.Note, _sizes);
    }

    internal static void Line(
        ArrayView<long> index, KernelLayout indexLines, ArrayView<T> source, KernelLayout sourceLines, ArrayView<T> output, KernelLayout outputLines, ArrayView<long> note, Sizes sizes)
    {
        int line = Threads.Index;
        if (line >= sizes.Lines)
            return;
        int at = indexLines.At(line), from = sourceLines.At(line), to = outputLines.At(line);
        for (int i = 0; i < sizes.Count; i++)
        {
            long k = index[at + i * sizes.IndexStride];
            if (k < 0 || k >= sizes.Size)
                GpuFaults.Report(note, sizes.Source, k);
            else
            {
                int place = to + (int)k * sizes.OutputStride;
                V next = V.Of(source[from + i * sizes.SourceStride]);
                output[place] = V.ToMemory(sizes.IsSum != 0 ? V.Of(output[place]) + next : next);
            }
        }
    }

    static KernelLayout Lines(ScatterOp op, TensorSpec operand, TensorSpec index)
    {
        long[] sizes = [.. index.Shape];
        sizes[op.Dimension] = Math.Min(1, sizes[op.Dimension]);
        return KernelLayout.Of(Layout.Strided(Shape.Create(sizes), operand.Layout.Strides))!.Value;
    }

    internal struct Sizes
    {
        public int Lines, Count, IndexStride, SourceStride, OutputStride, Size, Source, IsSum;
    }
}
