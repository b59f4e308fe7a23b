using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public sealed partial class BadCallTests
{
    static (Func<object?> Call, string Message)[] Pools =>
    [
        (() => new MaxPool2d(3).Forward(X(1, 1, 2, 2)), "max_pool2d: kernel 3 is larger than input [1, 1, 2, 2] with padding 0 and dilation 1"),
        (() => new MaxPool2d(2, padding: 2).Forward(X(1, 1, 5, 5)), "max_pool2d: padding is 2, at most half of kernel 2 was expected"),
        (() => new MaxPool1d(2, dilation: 5).Forward(X(1, 1, 5)), "max_pool1d: kernel 2 is larger than input [1, 1, 5] with padding 0 and dilation 5"),
        (() => new MaxPool3d(2).Forward(X(5, 5)), "max_pool3d: input has 2 dimensions [5, 5], expected [batch, channels, depth, height, width] or without batch"),
        (() => new MaxPool3d((2, 0, 2)).Forward(X(1, 1, 5, 5, 5)), "max_pool3d: kernel is (2, 0, 2), at least 1 was needed"),
        (() => new MaxPool1d(2, stride: 0).Forward(X(1, 1, 5)), "max_pool1d: stride is 0, at least 1 was needed"),
        (() => new MaxPool2d(2, dilation: (1, 0)).Forward(X(1, 1, 5, 5)), "max_pool2d: dilation is (1, 0), at least 1 was needed"),
        (() => new MaxPool2d(2).Forward(X(DType.Int64, 1, 1, 5, 5)), "max_pool2d: cpu has no kernel for int64 [1, 1, 5, 5]: convert the operands to float32"),
        (() => new AvgPool2d(2, padding: (1, -1)).Forward(X(1, 1, 5, 5)), "avg_pool2d: padding is (1, -1), at least 0 was needed"),
        (() => new AvgPool2d(2, divisorOverride: 0).Forward(X(1, 1, 5, 5)), "avg_pool2d: the divisor is 0, any other number was needed"),
        (() => new AvgPool3d(6).Forward(X(1, 5, 6, 7)), "avg_pool3d: kernel 6 is larger than input [1, 5, 6, 7] with padding 0 and dilation 1"),
        (() => new AvgPool1d(3).Forward(X(7)), "avg_pool1d: input has 1 dimensions [7], expected [batch, channels, length] or without batch"),
        (() => new LpPool2d(0, 2).Forward(X(1, 1, 5, 5)), "lp_pool2d: the norm of input [1, 1, 5, 5] is 0, which has no root: any other number was needed"),
        (() => new AdaptiveAvgPool2d((3, -1)).Forward(X(1, 1, 5, 5)), "adaptive_avg_pool2d: output size is (3, -1), at least 0 was needed"),
        (() => new AdaptiveAvgPool2d((1, 2, 3)).Forward(X(1, 1, 5, 5)), "adaptive_avg_pool2d: output size is (1, 2, 3), one value or 2 were needed"),
        (() => new AdaptiveMaxPool1d(3).Forward(X(1, 1, 0)), "adaptive_max_pool1d: input [1, 1, 0] has nothing to share along dimension 2"),
        (() => new AdaptiveMaxPool3d((null, 2, 2)).Forward(X(5)), "adaptive_max_pool3d: input has 1 dimensions [5], expected [batch, channels, depth, height, width] or without batch"),
        (() => new MaxUnpool2d(2).Forward(X(1, 1, 2, 2), X(DType.Int64, 1, 1, 2, 3)), "max_unpool2d: input is [1, 1, 2, 2], the indices are int64 [1, 1, 2, 3]: int64 of the same shape was needed"),
        (() => new MaxUnpool2d(2).Forward(X(1, 1, 2, 2), X(1, 1, 2, 2)), "max_unpool2d: input is [1, 1, 2, 2], the indices are float32 [1, 1, 2, 2]: int64 of the same shape was needed"),
        (() => new MaxUnpool1d(2).Forward(X(1, 1, 3), X(DType.Int64, 1, 1, 3), 9), "max_unpool1d: output size (9,) of input [1, 1, 3]: in dimension 2 it can be 5 to 7"),
        (() => new MaxUnpool3d(2).Forward(X(3, 3), X(DType.Int64, 3, 3)), "max_unpool3d: input has 2 dimensions [3, 3], expected 5, or 4 without batch"),
        (() => Ops.MaxPool(X(1, 1, 5), new(4, 2)), "max_pool4d: windows have 1, 2 or 3 dimensions, not 4"),
    ];
}
