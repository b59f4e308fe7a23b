using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>Applies an activation where a linear map or a convolution finishes its result: <c>conv2d(…, then=relu)</c>.</summary>
sealed class FuseActivation : Absorption
{
    /// <inheritdoc/>
    protected override (Op Op, Func<Rewriter, Tensor?[]> Operands)? Join(GraphNode producer, GraphNode reader)
    {
        if (reader is not { Op: IActivation { Activation: { } then }, Operands.Count: 1 } || reader.Outputs[0].DType != producer.Outputs[0].DType)
            return null;
        Op? fused = producer.Op switch
        {
            LinearOp { Then: null } linear => linear with { Then = then },
            Conv2dOp { Then: null, Pool: null } conv => conv with { Then = then },
            _ => null,
        };
        return fused is null ? null : (fused, rewriter => rewriter.Operands(producer));
    }
}
