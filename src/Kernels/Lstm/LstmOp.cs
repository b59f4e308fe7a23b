using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// One layer of a long short-term memory in one direction. Operands: input [T, B, I] (a batch-first tensor comes transposed),
/// weight_ih [4H, I], weight_hh [4H, H], and or none bias_ih [4H], bias_hh [4H], h0 [B, H], c0 [B, H]. The four gates
/// lie in PyTorch's order: input, forget, cell, output. Outputs: y [T, B, H], h [B, H], c [B, H].
/// </summary>
/// <param name="Reverse">Walks from the last step to the first; y keeps the input's order.</param>
public sealed record LstmOp(bool Reverse = false) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "lstm";

    /// <inheritdoc/>
    public override string Attributes => Reverse ? "reverse" : "";

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value, y = outputs[0];
        if (x.Layout.Strides[2] != 1 && x.Shape[2] > 1)
            return null;
        foreach (TensorSpec? input in inputs[1..])
            if (input is { Layout.IsDense: false })
                return null;
        return y.DType switch
        {
            DType.Float32 => new LstmKernel<float>(this, y.Shape),
            DType.Float64 => new LstmKernel<double>(this, y.Shape),
            _ => null,
        };
    }
}
