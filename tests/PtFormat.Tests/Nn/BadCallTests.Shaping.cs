using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

public sealed partial class BadCallTests
{
    static (Func<object?> Call, string Message)[] Pads =>
    [
        (() => new ReflectionPad2d(5).Forward(X(1, 1, 5, 9)), "pad: padding (5, 5, 5, 5) on input [1, 1, 5, 9]: reflect fills at most 4 positions beside dimension 2"),
        (() => new CircularPad1d((0, 6)).Forward(X(1, 1, 5)), "pad: padding (0, 6) on input [1, 1, 5]: circular fills at most 5 positions beside dimension 2"),
        (() => new ReplicationPad1d(1).Forward(X(1, 1, 0)), "pad: padding (1, 1) on input [1, 1, 0]: replicate fills at most 0 positions beside dimension 2"),
        (() => new ZeroPad1d((-3, -3)).Forward(X(1, 1, 5)), "pad: padding (-3, -3) cuts more off dimension 2 of [1, 1, 5] than it has"),
        (() => new ReflectionPad3d(1).Forward(X(5, 5, 5)), "reflection_pad3d: input has 3 dimensions [5, 5, 5], expected 5, or 4 without batch"),
        (() => new ConstantPad2d(1, 3.5).Forward(X(5)), "constant_pad2d: input has 1 dimensions [5], expected at least 2"),
        (() => new ZeroPad2d((1, 2, 3)), "zero_pad2d: padding is (1, 2, 3), one value or 4 were needed"),
        (() => Ops.Pad(X(5), [1]), "pad: padding (1) on input [5]: two numbers were needed for each of the last one, two or three dimensions"),
    ];

    static (Func<object?> Call, string Message)[] Shaping =>
    [
        (() => new Upsample(), "upsample: neither size nor scaleFactor is given: one was needed"),
        (() => new Upsample(size: 3, scaleFactor: 2), "upsample: both size 3 and scaleFactor 2 are given: one was needed"),
        (() => new Upsample(scaleFactor: -1.5), "upsample: scaleFactor is -1.5, more than 0 was needed"),
        (() => new Upsample(scaleFactor: 2, alignCorners: true), "upsample: alignCorners is True with mode nearest: it goes with linear, bilinear, bicubic and trilinear alone"),
        (() => new Upsample(size: 3, recomputeScaleFactor: true), "upsample: recomputeScaleFactor with size 3: there is no factor to compute"),
        (() => new Upsample(size: 3, mode: UpsampleMode.Bilinear).Forward(X(1, 1, 5)), "upsample: input has 3 dimensions [1, 1, 5]: bilinear takes [batch, channels] and 2 dimensions"),
        (() => new Upsample(size: (3, 4, 5)).Forward(X(1, 1, 5, 5)), "upsample: size is (3, 4, 5), one value or 2 were needed"),
        (() => new Upsample(scaleFactor: 0.1).Forward(X(1, 1, 5)), "upsample: size is 0, at least 1 was needed"),
        (() => new Upsample(size: 3).Forward(X(5, 5)), "upsample: input has 2 dimensions [5, 5], expected [batch, channels] and 1 to 3 more"),
        (() => new Upsample(size: 3).Forward(X(1, 1, 0)), "upsample: input [1, 1, 0] has no elements along dimension 2"),
        (() => new PixelShuffle(2).Forward(X(1, 6, 2, 2)), "pixel_shuffle: input has 6 channels [1, 6, 2, 2], which the square of factor 2 does not divide"),
        (() => new PixelShuffle(2).Forward(X(4, 2)), "pixel_shuffle: input has 2 dimensions [4, 2], at least [channels, height, width] was needed"),
        (() => new PixelUnshuffle(2).Forward(X(1, 3, 4)), "pixel_unshuffle: input is 3 by 4 pixels [1, 3, 4], which factor 2 does not divide"),
        (() => new PixelUnshuffle(0).Forward(X(1, 3, 4)), "pixel_unshuffle: factor is 0, at least 1 was needed"),
        (() => new ChannelShuffle(4).Forward(X(1, 6, 2)), "channel_shuffle: input has 6 channels [1, 6, 2], which 4 groups do not divide"),
        (() => new Unfold(3).Forward(X(1, 1, 2, 5)), "unfold: kernel 3 is larger than input [1, 1, 2, 5] with padding 0 and dilation 1"),
        (() => new Unfold(3, stride: 0).Forward(X(1, 1, 5, 5)), "unfold: stride is 0, at least 1 was needed"),
        (() => new Fold(4, 2).Forward(X(1, 5, 9)), "fold: input is [1, 5, 9]: windows of 2 in 4 make [batch, channels * 4, 9]"),
        (() => new Fold(4, 5).Forward(X(1, 25, 1)), "fold: kernel 5 is larger than output [4, 4] with padding 0 and dilation 1"),
        (() => new Fold(4, 2).Forward(X(9)), "fold: input has 1 dimensions [9], expected [batch, channels * kernel, windows] or without batch"),
        (() => new Flatten(2, 1).Forward(X(1, 2, 3)), "flatten: dimension 2 of [1, 2, 3] comes after dimension 1"),
        (() => new Flatten().Forward(X(3)), "flatten: shape [3] has dimensions -1 to 0"),
        (() => new Unflatten(3, 6).Forward(X(3, 6)), "unflatten: shape [3, 6] has dimensions -2 to 1"),
        (() => new Unflatten(1, 2, 4).Forward(X(3, 6)), "unflatten: dimension 1 of [3, 6] has 6 positions, which [2, 4] does not make"),
        (() => new Unflatten(1, -1, 4).Forward(X(3, 6)), "unflatten: dimension 1 of [3, 6] has 6 positions, which [-1, 4] does not make"),
    ];
}
