using System.Numerics;
using System.Runtime.Intrinsics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// One layer of a recurrent network in one direction, G gates of H elements. Operands: input [T, B, I] (a batch-first tensor comes
/// transposed), weight_ih [G * H, I], weight_hh [G * H, P], and or none bias_ih [G * H], bias_hh [G * H], h0 [B, P], and for a
/// cell with a second state c0 [B, H] and weight_hr [P, H], which projects what a step gives; else P is H. Outputs: y [T, B, P],
/// h [B, P] after the last step, and where there is a second state c [B, H]. Packed, input and y are [rows, ...]: all sequences'
/// first steps, then all second ones; of those that have ended h and c stay.
/// </summary>
/// <param name="Reverse">Walks from the last step to the first; y keeps the input's order.</param>
/// <param name="Packed">How many sequences each step of a packed input holds; null for one that is not packed.</param>
public abstract record RecurrentOp(bool Reverse = false, StepSizes? Packed = null) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Attributes => List(Reverse ? "reverse" : null, Packed is null ? null : $"packed={Packed}");

    internal abstract int Gates { get; }

    internal abstract bool HasCellState { get; }

    private protected abstract Kernel Find<T>(RecurrentSizes sizes) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The kernel for registers of so many bits: tiles for float32, the reference for one lane and for float64.</summary>
    internal Kernel Find<TStep, T>(RecurrentSizes sizes, int registerBits) where TStep : struct, IRecurrentStep where T : unmanaged, IFloatingPointIeee754<T> =>
        (typeof(T) == typeof(float) ? registerBits : 1) switch
        {
            512 when Vector512.IsHardwareAccelerated => new TiledRecurrentKernel<TStep, F32x16>(this, sizes),
            256 when Vector256.IsHardwareAccelerated => new TiledRecurrentKernel<TStep, F32x8>(this, sizes),
            128 => new TiledRecurrentKernel<TStep, F32x4>(this, sizes),
            _ => new RecurrentKernel<TStep, T>(this, sizes.Batch, sizes.Hidden),
        };

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        Layout x = inputs[0]!.Value.Layout;
        if (x.Strides[^1] != 1 && x.Shape[-1] > 1)
            return null;
        foreach (TensorSpec? input in inputs[1..])
            if (input is { Layout.IsDense: false })
                return null;
        RecurrentSizes sizes = new(
            Packed?.Total ?? unchecked(x.Shape[0] * x.Shape[1]), outputs[1].Shape[0], x.Shape[-1], inputs[1]!.Value.Shape[0] / Gates, outputs[1].Shape[1]);
        return outputs[0].DType switch
        {
            DType.Float32 => Find<float>(sizes),
            DType.Float64 => Find<double>(sizes),
            _ => null,
        };
    }
}
