using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Signals, images and volumes, but for the convolutions and pools that have files of their own.</content>
public sealed partial class GpuDevice
{
    Kernel? FindPad(PadOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (!OperandChecks.AreDense(inputs))
            return null;
        PadMaker maker = new() { Device = this, Op = op, DType = outputs[0].DType, Input = inputs[0]!.Value.Shape, Output = outputs[0].Shape };
        return outputs[0].DType.ItemSize() switch
        {
            1 => maker.Make<byte>(),
            2 => maker.Make<ushort>(),
            4 => maker.Make<uint>(),
            8 => maker.Make<ulong>(),
            _ => maker.Make<Cast.Pair>(),
        };
    }

    UpsampleKernel? FindUpsample(UpsampleOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        OperandChecks.AreDense(inputs) && outputs[0].DType == DType.Float32 ? new UpsampleKernel(this, op, inputs[0]!.Value.Shape, outputs[0].Shape) : null;

    readonly struct PadMaker
    {
        public required GpuDevice Device { get; init; }

        public required PadOp Op { get; init; }

        public required DType DType { get; init; }

        public required Shape Input { get; init; }

        public required Shape Output { get; init; }

        public PadKernel<T> Make<T>() where T : unmanaged
        {
            // A number that a dtype cannot hold is never read in the other modes.
            Tensor value = Op.Mode == PaddingMode.Zeros ? ((Scalar)Op.Value).ToTensor(DType) : Tensor.Zeros([], DType);
            return new PadKernel<T>(Device, Op, Unsafe.ReadUnaligned<T>(in value.Storage.BorrowBytes(0, Unsafe.SizeOf<T>())[0]), Input, Output);
        }
    }
}
