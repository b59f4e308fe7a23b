using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Convolves images with a weight: [N, C, H, W] or [C, H, W] in, [N, O, oh, ow] or [O, oh, ow] out.</summary>
    /// <param name="x">The images.</param>
    /// <param name="weight">[O, C / groups, kh, kw].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="op">Stride, padding, dilation and groups; null for PyTorch's defaults.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias = null, Conv2dOp? op = null)
    {
        op ??= new Conv2dOp();
        Shape shape = Conv2dShape("conv2d", 2, x, weight, bias, op);
        return RunBatched(op, 2, op.Pool is null ? shape : PoolShape(op.Pool, shape), x, weight, bias);
    }

    /// <summary>Convolves signals with a weight: [N, C, L] or [C, L] in, [N, O, ol] or [O, ol] out.</summary>
    /// <remarks>It is <see cref="Conv2d"/> of images one row high.</remarks>
    /// <param name="x">The signals.</param>
    /// <param name="weight">[O, C / groups, k].</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="stride">The distance between neighbouring windows.</param>
    /// <param name="padding">Zeros added at each side.</param>
    /// <param name="dilation">The distance between the elements of a window.</param>
    /// <param name="groups">Channels are split into so many groups that do not see each other.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor Conv1d(Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        Conv2dOp op = new() { Stride = (1, stride), Padding = (0, padding), Dilation = (1, dilation), Groups = groups };
        Conv2dShape("conv1d", 1, x, weight, bias, op);
        return Conv2d(x.Unsqueeze(-2), weight.Unsqueeze(-2), bias, op).Squeeze(-2);
    }

    static Shape Conv2dShape(string name, int rank, Tensor x, Tensor weight, Tensor? bias, Conv2dOp op)
    {
        Size3 stride = new(1, op.Stride.Height, op.Stride.Width), padding = new(0, op.Padding.Height, op.Padding.Width), dilation = new(1, op.Dilation.Height, op.Dilation.Width);
        Size3 kernel = CheckConvolution(name, rank, x, weight, bias, isTransposed: false, stride, padding, dilation, op.Groups);
        return ConvolutionShape(name, rank, x, weight, kernel, stride, padding, dilation);
    }
}
