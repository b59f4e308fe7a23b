using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Copies, and what picks elements by their positions.</content>
public sealed partial class GpuDevice
{
    /// <summary>What kernels found wrong with indices.</summary>
    internal GpuFaults Faults { get; }

    CastKernel? FindCopy(ReadOnlySpan<TensorSpec?> inputs) =>
        KernelLayout.Of(inputs[0]!.Value.Layout) is { } layout ? new CastKernel(this, "copy", layout, Cast.Copy(this, inputs[0]!.Value.DType.ItemSize())) : null;

    CastKernel? FindCast(CastOp op, ReadOnlySpan<TensorSpec?> inputs)
    {
        TensorSpec x = inputs[0]!.Value;
        return Cells.Has(x.DType) && Cells.Has(op.DType) && KernelLayout.Of(x.Layout) is { } layout
            ? new CastKernel(this, $"{x.DType.Name()} to {op.DType.Name()}", layout, Cast.Of(this, x.DType, op.DType))
            : null;
    }

    Kernel? FindCat(CatOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => !OperandChecks.AreDense(inputs) ? null : outputs[0].DType.ItemSize() switch
    {
        1 => new CatKernel<byte>(this, op),
        2 => new CatKernel<ushort>(this, op),
        4 => new CatKernel<uint>(this, op),
        8 => new CatKernel<ulong>(this, op),
        _ => new CatKernel<Cast.Pair>(this, op),
    };

    Kernel? FindIndexSelect(IndexSelectOp op, ReadOnlySpan<TensorSpec?> inputs) => !OperandChecks.AreDense(inputs) ? null : inputs[0]!.Value.DType.ItemSize() switch
    {
        1 => new IndexSelectKernel<byte>(this, op, inputs[0]!.Value.Shape),
        2 => new IndexSelectKernel<ushort>(this, op, inputs[0]!.Value.Shape),
        4 => new IndexSelectKernel<uint>(this, op, inputs[0]!.Value.Shape),
        8 => new IndexSelectKernel<ulong>(this, op, inputs[0]!.Value.Shape),
        _ => new IndexSelectKernel<Cast.Pair>(this, op, inputs[0]!.Value.Shape),
    };

    Kernel? FindGather(GatherOp op, ReadOnlySpan<TensorSpec?> inputs)
    {
        (TensorSpec x, TensorSpec index) = (inputs[0]!.Value, inputs[1]!.Value);
        if (KernelLayout.Of(GatherKernel<byte>.Still(op, x, index)) is null || KernelLayout.Of(index.Layout) is null || x.Layout.RequiredElements > int.MaxValue)
            return null;
        return x.DType.ItemSize() switch
        {
            1 => new GatherKernel<byte>(this, op, x, index),
            2 => new GatherKernel<ushort>(this, op, x, index),
            4 => new GatherKernel<uint>(this, op, x, index),
            8 => new GatherKernel<ulong>(this, op, x, index),
            _ => new GatherKernel<Cast.Pair>(this, op, x, index),
        };
    }

    Kernel? FindScatter(ScatterOp op, ReadOnlySpan<TensorSpec?> inputs)
    {
        (TensorSpec x, TensorSpec index, TensorSpec source) = (inputs[0]!.Value, inputs[1]!.Value, inputs[2]!.Value);
        if (op.Mode is not (ScatterMode.Set or ScatterMode.Add) || !op.IncludeSelf || x.Shape.Rank is 0 or > 8
            || !OperandChecks.AreReadable([new(DType.Float32, x.Layout), new(DType.Float32, index.Layout), new(DType.Float32, source.Layout)]))
            return null;
        return x.DType switch
        {
            DType.Float32 => new ScatterKernel<F32Lane, float>(this, op, x, index, source),
            DType.Float64 => new ScatterKernel<F64Lane, double>(this, op, x, index, source),
            DType.Int64 => new ScatterKernel<I64Lane, long>(this, op, x, index, source),
            _ => null,
        };
    }

    LinearIndexKernel? FindLinearIndex(LinearIndexOp op, ReadOnlySpan<TensorSpec?> inputs) => OperandChecks.AreDense(inputs) ? new LinearIndexKernel(this, op) : null;

    EmbeddingBagKernel? FindEmbeddingBag(EmbeddingBagOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        OperandChecks.AreDense(inputs) && outputs[0].DType == DType.Float32 ? new EmbeddingBagKernel(this, op, inputs[0]!.Value.Shape) : null;
}
