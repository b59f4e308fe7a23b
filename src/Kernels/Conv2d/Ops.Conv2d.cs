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
        if (x.Rank is not (3 or 4))
            throw new ArgumentException($"conv2d: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels, height, width] or without batch");
        if (weight.Rank != 4)
            throw new ArgumentException($"conv2d: weight has {weight.Rank} dimensions {weight.Shape}, expected [out channels, in channels / groups, height, width]");
        RequireDType(op, "weight", weight, x);
        RequireDType(op, "bias", bias, x);
        RequireAtLeast(op, "stride", op.Stride, 1);
        RequireAtLeast(op, "padding", op.Padding, 0);
        RequireAtLeast(op, "dilation", op.Dilation, 1);
        if (x.Rank == 3)
            return Conv2d(x.Unsqueeze(0), weight, bias, op).Select(0, 0);

        if (op.Groups < 1 || weight.Shape[0] % op.Groups != 0)
            throw new ArgumentException($"conv2d: weight has {weight.Shape[0]} output channels {weight.Shape}, which {op.Groups} groups do not divide");
        long channels = checked(weight.Shape[1] * op.Groups);
        if (x.Shape[1] != channels)
            throw new ArgumentException($"conv2d: input has {x.Shape[1]} channels {x.Shape}, weight expects {channels} {weight.Shape}{(op.Groups == 1 ? "" : $" in {op.Groups} groups")}");
        RequireShape(op, "bias", bias, [weight.Shape[0]]);
        if (weight.Shape[2] is < 1 or > int.MaxValue || weight.Shape[3] is < 1 or > int.MaxValue)
            throw new ArgumentException($"conv2d: weight {weight.Shape} has no kernel of a size from 1 to 2^31 - 1");
        Size2 kernel = ((int)weight.Shape[2], (int)weight.Shape[3]);
        long height = WindowCount(x.Shape[2], kernel.Height, op.Stride.Height, op.Padding.Height, op.Dilation.Height);
        long width = WindowCount(x.Shape[3], kernel.Width, op.Stride.Width, op.Padding.Width, op.Dilation.Width);
        if (height < 1 || width < 1)
            throw new ArgumentException($"conv2d: the kernel of weight {weight.Shape} is larger than input {x.Shape} with padding {op.Padding} and dilation {op.Dilation}");
        return Run(op, x.DType, [x.Shape[0], weight.Shape[0], height, width], x, weight, bias);
    }
}
