using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public sealed partial class BadCallTests
{
    static (Func<object?> Call, string Message)[] Convolutions =>
    [
        (() => new Conv2d(3, 64, 7).Forward(X(1, 4, 224, 224)), "conv2d: input has 4 channels [1, 4, 224, 224], weight expects 3 [64, 3, 7, 7]"),
        (() => new Conv1d(3, 8, 3).Forward(X(1, 4, 9)), "conv1d: input has 4 channels [1, 4, 9], weight expects 3 [8, 3, 3]"),
        (() => new Conv3d(4, 8, 3, groups: 2).Forward(X(6, 9, 9, 9)), "conv3d: input has 6 channels [6, 9, 9, 9], weight expects 4 [8, 2, 3, 3, 3] in 2 groups"),
        (() => new Conv1d(3, 8, 3).Forward(X(9)), "conv1d: input has 1 dimensions [9], expected [batch, channels, length] or without batch"),
        (() => new Conv2d(3, 8, 3).Forward(X(9, 9)), "conv2d: input has 2 dimensions [9, 9], expected [batch, channels, height, width] or without batch"),
        (() => new Conv3d(3, 8, 3).Forward(X(1, 1, 3, 9, 9, 9)), "conv3d: input has 6 dimensions [1, 1, 3, 9, 9, 9], expected [batch, channels, depth, height, width] or without batch"),
        (() => new Conv2d(3, 8, 5, dilation: 2).Forward(X(1, 3, 9, 8)), "conv2d: the kernel of weight [8, 3, 5, 5] is larger than input [1, 3, 9, 8] with padding 0 and dilation 2"),
        (() => new Conv3d(1, 8, (1, 2, 3), padding: (0, 1, 0)).Forward(X(1, 1, 2, 2, 2)), "conv3d: the kernel of weight [8, 1, 1, 2, 3] is larger than input [1, 1, 2, 2, 2] with padding (0, 1, 0) and dilation 1"),
        (() => new Conv2d(3, 8, 3, dtype: DType.Float64).Forward(X(1, 3, 9, 9)), "conv2d: input is float32 [1, 3, 9, 9], weight is float64 [8, 3, 3, 3]: convert one of them"),
        (() => Ops.Conv3d(X(1, 3, 9, 9, 9), X(8, 3, 3, 3)), "conv3d: weight has 4 dimensions [8, 3, 3, 3], expected [out channels, in channels / groups, depth, height, width]"),
        (() => Ops.Conv1d(X(1, 3, 9), X(8, 3, 3), X(7)), "conv1d: bias is [7], expected [8]"),
        (() => Ops.Conv1d(X(1, 3, 9), X(8, 3, 3), stride: 0), "conv1d: stride is 0, at least 1 was needed"),
        (() => Ops.Conv3d(X(1, 3, 9, 9, 9), X(8, 3, 3, 3, 3), op: new() { Padding = (0, -1, 0) }), "conv3d: padding is (0, -1, 0), at least 0 was needed"),
        (() => Ops.Conv1d(X(1, 3, 9), X(8, 3, 0)), "conv1d: weight [8, 3, 0] has no kernel of a size from 1 to 2^31 - 1"),
        (() => Ops.Conv1d(X(1, 3, 9), X(8, 1, 3), groups: 3), "conv1d: weight has 8 output channels [8, 1, 3], which 3 groups do not divide"),
        (() => Ops.Conv2d(X(DType.Int32, 1, 3, 9, 9), X(DType.Int32, 8, 3, 3, 3)), "conv2d: cpu has no kernel for int32 [1, 3, 9, 9], int32 [8, 3, 3, 3]: convert the operands to float32"),
        (() => new Conv2d(3, 4, 1, groups: 2), "conv2d: 2 groups do not divide 3 input and 4 output channels"),
        (() => new Conv2d(0, 4, 1), "conv2d: 0 input and 4 output channels, at least 1 was needed"),
        (() => new Conv2d(3, 4, (3, 0)), "conv2d: kernel size is (3, 0), at least 1 was needed"),
        (() => new Conv1d(3, 4, 3, stride: -2), "conv1d: stride is -2, at least 1 was needed"),
        (() => new Conv3d(3, 4, 3, dilation: 0), "conv3d: dilation is (0, 0, 0), at least 1 was needed"),
        (() => new Conv2d(3, 4, 3, padding: (1, -1)), "conv2d: padding is (1, -1), at least 0 was needed"),
        (() => new Conv2d(3, 4, 3, padding: (1, 2, 3)), "conv2d: padding is (1, 2, 3), one value or 2 were needed"),
        (() => new Conv2d(3, 4, 3, stride: (1, 2), padding: Padding.Same), "conv2d: padding same with stride (1, 2): the input's sizes are only kept where the stride is 1"),
        (() => new Conv2d(3, 4, 3, padding: 9, paddingMode: PaddingMode.Reflect).Forward(X(1, 3, 9, 9)), "pad: padding (9, 9, 9, 9) on input [1, 3, 9, 9]: reflect fills at most 8 positions beside dimension 3"),
        (() => new ConvTranspose2d(3, 4, 3, padding: Padding.Same), "conv_transpose2d: padding same of mode zeros: a transposed convolution takes sizes and zeros alone"),
        (() => new ConvTranspose1d(3, 4, 3, paddingMode: PaddingMode.Circular), "conv_transpose1d: padding 0 of mode circular: a transposed convolution takes sizes and zeros alone"),
        (() => new ConvTranspose1d(3, 4, 3, outputPadding: -1), "conv_transpose1d: output padding is -1, at least 0 was needed"),
        (() => new ConvTranspose2d(3, 4, 3).Forward(X(1, 4, 9, 9)), "conv_transpose2d: input has 4 channels [1, 4, 9, 9], weight expects 3 [3, 4, 3, 3]"),
        (() => new ConvTranspose3d(3, 4, 3).Forward(X(1, 9, 9)), "conv_transpose3d: input has 3 dimensions [1, 9, 9], expected [batch, channels, depth, height, width] or without batch"),
        (() => new ConvTranspose2d(3, 4, 3, stride: 2, outputPadding: 2).Forward(X(1, 3, 9, 9)), "conv_transpose2d: output padding is 2, less than stride 2 or dilation 1 was needed"),
        (() => new ConvTranspose1d(3, 4, 3, stride: 2).Forward(X(1, 3, 5), 13), "conv_transpose1d: output size 13 of input [1, 3, 5]: in dimension 2 it can be 11 to 12"),
        (() => new ConvTranspose2d(3, 4, 1, padding: 3).Forward(X(1, 3, 5, 5)), "conv_transpose2d: nothing is left of input [1, 3, 5, 5] and the kernel of weight [3, 4, 1, 1] with padding 3"),
    ];
}
