using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>Convolution of dense volumes of float32 as a product of matrices.</summary>
sealed unsafe class VolumeConvKernel : Kernel
{
    readonly PanelConv _panels;
    readonly int _bits;

    public VolumeConvKernel(Conv3dOp op, Shape input, Shape weight, Shape output, int bits)
    {
        _bits = bits;
        _panels = PanelConv.Of(
            new(Int(input[0]), Int(input[1]), Int(weight[0]), op.Groups, Size3.Of(input, 3), Size3.Of(output, 3), Size3.Of(weight, 3), op.Stride, op.Padding, op.Dilation), bits);
    }

    public override string Name => FormattableString.Invariant($"conv3d gemm, {_bits} bits");

    public override long WorkspaceBytes => _panels.ScratchBytes;

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        fixed (float* x = inputs[0]!.Borrow<float>(), bias = inputs[2].BorrowOrEmpty<float>(), y = outputs[0].BorrowForWriting<float>())
        fixed (byte* scratch = workspace!.BorrowForWriting<byte>(0, WorkspaceBytes))
            _panels.Run(x, inputs[1]!, bias, y, scratch, null);
    }
}
