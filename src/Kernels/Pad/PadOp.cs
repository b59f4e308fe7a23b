using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Elements put around the last three dimensions. Operand: input of three dimensions or more and any dtype.</summary>
/// <param name="Mode">What the elements are.</param>
/// <param name="Before">How many come before each dimension; not negative.</param>
/// <param name="After">How many come after each dimension; not negative.</param>
/// <param name="Value">The number of <see cref="PaddingMode.Zeros"/>.</param>
public sealed record PadOp(PaddingMode Mode, Size3 Before, Size3 After, double Value = 0) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "pad";

    /// <inheritdoc/>
    public override string Attributes => List(
        $"before={Before}", $"after={After}", Mode == PaddingMode.Zeros ? Unless(0.0, "value", Value) : $"mode={Mode.ToString().ToLowerInvariant()}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (!AreDense(inputs))
            return null;
        Maker maker = new(this, outputs[0].DType);
        return Items.Visit<Maker, Kernel>(outputs[0].DType.ItemSize(), ref maker);
    }

    readonly struct Maker(PadOp op, DType dtype) : IDTypeVisitor<Kernel>
    {
        public Kernel Visit<T>() where T : unmanaged
        {
            // A number that a dtype cannot hold is never read in the other modes.
            Tensor value = op.Mode == PaddingMode.Zeros ? ((Scalar)op.Value).ToTensor(dtype) : Tensor.Zeros([], dtype);
            return new PadKernel<T>(op, Unsafe.ReadUnaligned<T>(in value.Storage.BorrowBytes(0, Unsafe.SizeOf<T>())[0]));
        }
    }
}
