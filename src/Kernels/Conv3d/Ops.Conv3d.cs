using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Convolves volumes with a weight: [N, C, D, H, W] or [C, D, H, W] in, [N, O, od, oh, ow] or without N out.</summary>
    /// <param name="x">The volumes.</param>
    /// <param name="weight">[O, C / groups, kd, kh, kw].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="op">Stride, padding, dilation and groups; null for PyTorch's defaults.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor Conv3d(Tensor x, Tensor weight, Tensor? bias = null, Conv3dOp? op = null)
    {
        op ??= new Conv3dOp();
        Size3 kernel = CheckConvolution("conv3d", 3, x, weight, bias, isTransposed: false, op.Stride, op.Padding, op.Dilation, op.Groups);
        return RunBatched(op, 3, ConvolutionShape("conv3d", 3, x, weight, kernel, op.Stride, op.Padding, op.Dilation), x, weight, bias);
    }
}
