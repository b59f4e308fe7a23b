using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// y = x * weight transposed + bias. Operands: input [..., K], weight [N, K], bias [N] or none. The weight of a float32 input may be
/// bfloat16 or float16, which are half as long to read; products and sums are float32.
/// </summary>
public sealed record LinearOp : Op, ICpuOp
{
    // A longer weight does not stay in the second-level cache: reading it is all that few rows of input cost.
    const long ManyBytes = 1 << 20;

    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override string Attributes => Then is null ? "" : $"then={Then}";

    /// <summary>Applied to each element of the result; null for nothing.</summary>
    internal Activation? Then { get; init; }

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => Find(Processor.RegisterBits, inputs, outputs);

    /// <summary>The kernel for registers of so many bits.</summary>
    internal Kernel? Find(int registerBits, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value, weight = inputs[1]!.Value;
        bool isNarrow = weight.DType is DType.BFloat16 or DType.Float16, isFloat = x.DType == DType.Float32 && (isNarrow || weight.DType == DType.Float32);
        if (inputs[2] is { Layout.IsDense: false } || !isFloat && x.DType != weight.DType)
            return null;

        // The same layouts at every width, so that a recorded graph has the same copies on every processor.
        if (!LinearReference.HasRows(x.Layout) || !LinearReference.HasRows(weight.Layout))
            return null;

        if (isFloat && (isNarrow || registerBits > 1 && weight.Shape[1] > 0))
        {
            // Fewer rows than it takes to be held up by arithmetic: one pass over the weight.
            bool isReading = isNarrow || weight.Shape.ElementCount * weight.DType.ItemSize() >= ManyBytes;
            bool areFew = isReading && outputs[0].Shape.ElementCount <= Dots.PassRows * weight.Shape[0];
            return areFew || registerBits == 1 || weight.Shape[1] == 0
                ? new DotsLinearKernel(registerBits, Dots.Of(registerBits, weight.DType)!, Then)
                : new GemmLinearKernel<float>(registerBits, Then);
        }
        // Of fewer rows the reference loops, which make dot products, are as fast.
        if (x.DType == DType.Float64 && registerBits > 1 && weight.Shape[1] > 0 && outputs[0].Shape.ElementCount > Dots.PassRows * weight.Shape[0])
            return new GemmLinearKernel<double>(registerBits, Then);
        return outputs[0].DType switch
        {
            DType.Float32 => new LinearKernel<float>(Then),
            DType.Float64 => new LinearKernel<double>(Then),
            _ => null,
        };
    }
}
