using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>The largest element of each window. Operand: input [N, C, H, W]. A NaN in a window wins, as in PyTorch.</summary>
/// <param name="Kernel">The window's size.</param>
public sealed record MaxPool2dOp(Size2 Kernel) : Op, ICpuOp
{
    /// <summary>The distance between neighbouring windows; the kernel's size unless given.</summary>
    public Size2 Stride { get; init; } = Kernel;

    /// <summary>Rows and columns added at each side that never win; at most half the kernel.</summary>
    public Size2 Padding { get; init; } = 0;

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; init; } = 1;

    /// <summary>Keeps a last window that reaches past the end, where it starts inside the input or its leading padding.</summary>
    public bool CeilMode { get; init; }

    /// <inheritdoc/>
    public override string Name => "max_pool2d";

    /// <inheritdoc/>
    public override string Attributes => List(
        $"kernel={Kernel}", Unless(Kernel, "stride", Stride), Unless<Size2>(0, "padding", Padding), Unless<Size2>(1, "dilation", Dilation),
        CeilMode ? "ceil_mode" : null);

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => inputs[0] switch
    {
        { Layout.IsDense: false } => null,
        { DType: DType.Float32 } => new MaxPool2dKernel<float>(this),
        { DType: DType.Float64 } => new MaxPool2dKernel<double>(this),
        _ => null,
    };
}
