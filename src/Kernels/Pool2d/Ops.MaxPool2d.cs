using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The largest element of each window: [N, C, H, W] or [C, H, W] in, the same rank out.</summary>
    /// <exception cref="ArgumentException">The input is no image, or the windows do not fit it.</exception>
    public static Tensor MaxPool2d(Tensor x, MaxPool2dOp op)
    {
        if (x.Rank is not (3 or 4))
            throw new ArgumentException($"max_pool2d: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels, height, width] or without batch");
        RequireAtLeast(op, "kernel", op.Kernel, 1);
        RequireAtLeast(op, "stride", op.Stride, 1);
        RequireAtLeast(op, "padding", op.Padding, 0);
        RequireAtLeast(op, "dilation", op.Dilation, 1);
        // PyTorch's rule; dilation widens the window, not what may be padded.
        if (op.Padding.Height > op.Kernel.Height / 2 || op.Padding.Width > op.Kernel.Width / 2)
            throw new ArgumentException($"max_pool2d: padding is {op.Padding}, at most half of kernel {op.Kernel} was expected");
        if (x.Rank == 3)
            return MaxPool2d(x.Unsqueeze(0), op).Select(0, 0);

        long height = WindowCount(x.Shape[2], op.Kernel.Height, op.Stride.Height, op.Padding.Height, op.Dilation.Height, op.CeilMode);
        long width = WindowCount(x.Shape[3], op.Kernel.Width, op.Stride.Width, op.Padding.Width, op.Dilation.Width, op.CeilMode);
        if (height < 1 || width < 1)
            throw new ArgumentException($"max_pool2d: kernel {op.Kernel} is larger than input {x.Shape} with padding {op.Padding} and dilation {op.Dilation}");
        return Run(op, x.DType, [x.Shape[0], x.Shape[1], height, width], x);
    }
}
