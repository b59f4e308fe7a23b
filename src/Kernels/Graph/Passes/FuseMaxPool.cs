using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>Pools the result of a convolution before it reaches memory: <c>conv2d(…, pool=max_pool2d(…))</c>.</summary>
sealed class FuseMaxPool : Absorption
{
    /// <inheritdoc/>
    protected override (Op Op, Func<Rewriter, Tensor?[]> Operands)? Join(GraphNode producer, GraphNode reader) =>
        producer.Op is Conv2dOp { Pool: null } conv && reader.Op is MaxPoolOp { Rank: 2, ReturnIndices: false } pool
            ? (conv with { Pool = pool }, rewriter => rewriter.Operands(producer))
            : null;
}
