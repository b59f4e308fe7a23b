using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Pooling =>
    [
        Row("pooling.MaxPool1d", s => new MaxPool1d(s.Size1("kernel_size"), s.Size1("stride"), s.Size1("padding"), s.Size1("dilation"), s.Bool("return_indices"), s.Bool("ceil_mode")),
            (MaxPool1d m) => MaxPooling(m.KernelSize, m.Stride, m.Padding, m.Dilation, m.ReturnIndices, m.CeilMode)),
        Row("pooling.MaxPool2d", s => new MaxPool2d(s.Size2("kernel_size"), s.Size2("stride"), s.Size2("padding"), s.Size2("dilation"), s.Bool("return_indices"), s.Bool("ceil_mode")),
            (MaxPool2d m) => MaxPooling(m.KernelSize, m.Stride, m.Padding, m.Dilation, m.ReturnIndices, m.CeilMode)),
        Row("pooling.MaxPool3d", s => new MaxPool3d(s.Size3("kernel_size"), s.Size3("stride"), s.Size3("padding"), s.Size3("dilation"), s.Bool("return_indices"), s.Bool("ceil_mode")),
            (MaxPool3d m) => MaxPooling(m.KernelSize, m.Stride, m.Padding, m.Dilation, m.ReturnIndices, m.CeilMode)),
        Row("pooling.AvgPool1d", s => new AvgPool1d(s.Size1("kernel_size"), s.Size1("stride"), s.Size1("padding"), s.Bool("ceil_mode"), s.Bool("count_include_pad")),
            (AvgPool1d m) =>
                [("kernel_size", Sizes.Of(m.KernelSize)), ("stride", Sizes.Of(m.Stride)), ("padding", Sizes.Of(m.Padding)), ("ceil_mode", m.CeilMode), ("count_include_pad", m.CountIncludePad)]),
        Row("pooling.AvgPool2d",
            s => new AvgPool2d(s.Size2("kernel_size"), s.Size2("stride"), s.Size2("padding"), s.Bool("ceil_mode"), s.Bool("count_include_pad"), s.IntOrNull("divisor_override")),
            (AvgPool2d m) => AvgPooling(m.KernelSize, m.Stride, m.Padding, m.CeilMode, m.CountIncludePad, m.DivisorOverride)),
        Row("pooling.AvgPool3d",
            s => new AvgPool3d(s.Size3("kernel_size"), s.Size3("stride"), s.Size3("padding"), s.Bool("ceil_mode"), s.Bool("count_include_pad"), s.IntOrNull("divisor_override")),
            (AvgPool3d m) => AvgPooling(m.KernelSize, m.Stride, m.Padding, m.CeilMode, m.CountIncludePad, m.DivisorOverride)),
        Row("pooling.LPPool1d", s => new LpPool1d(s.Double("norm_type"), s.Size1("kernel_size"), s.IsNone("stride") ? null : s.Size1("stride"), s.Bool("ceil_mode")),
            (LpPool1d m) => LpPooling(m.NormType, m.KernelSize, m.GivenStride, m.CeilMode)),
        Row("pooling.LPPool2d", s => new LpPool2d(s.Double("norm_type"), s.Size2("kernel_size"), s.IsNone("stride") ? null : s.Size2("stride"), s.Bool("ceil_mode")),
            (LpPool2d m) => LpPooling(m.NormType, m.KernelSize, m.GivenStride, m.CeilMode)),
        Row("pooling.LPPool3d", s => new LpPool3d(s.Double("norm_type"), s.Size3("kernel_size"), s.IsNone("stride") ? null : s.Size3("stride"), s.Bool("ceil_mode")),
            (LpPool3d m) => LpPooling(m.NormType, m.KernelSize, m.GivenStride, m.CeilMode)),
        Row("pooling.MaxUnpool1d", s => new MaxUnpool1d(s.Size1("kernel_size"), s.Size1("stride"), s.Size1("padding")),
            (MaxUnpool1d m) => [("kernel_size", Sizes.Of(m.KernelSize)), ("stride", Sizes.Of(m.Stride)), ("padding", Sizes.Of(m.Padding))]),
        Row("pooling.MaxUnpool2d", s => new MaxUnpool2d(s.Size2("kernel_size"), s.Size2("stride"), s.Size2("padding")),
            (MaxUnpool2d m) => [("kernel_size", Sizes.Of(m.KernelSize)), ("stride", Sizes.Of(m.Stride)), ("padding", Sizes.Of(m.Padding))]),
        Row("pooling.MaxUnpool3d", s => new MaxUnpool3d(s.Size3("kernel_size"), s.Size3("stride"), s.Size3("padding")),
            (MaxUnpool3d m) => [("kernel_size", Sizes.Of(m.KernelSize)), ("stride", Sizes.Of(m.Stride)), ("padding", Sizes.Of(m.Padding))]),
        Row("pooling.AdaptiveAvgPool1d", s => new AdaptiveAvgPool1d(s.Size1("output_size")), (AdaptiveAvgPool1d m) => [("output_size", m.OutputSize)]),
        Row("pooling.AdaptiveAvgPool2d", s => new AdaptiveAvgPool2d(s.OutputSize("output_size")), (AdaptiveAvgPool2d m) => [("output_size", m.OutputSize)]),
        Row("pooling.AdaptiveAvgPool3d", s => new AdaptiveAvgPool3d(s.OutputSize("output_size")), (AdaptiveAvgPool3d m) => [("output_size", m.OutputSize)]),
        Row("pooling.AdaptiveMaxPool1d", s => new AdaptiveMaxPool1d(s.Size1("output_size"), s.Bool("return_indices")),
            (AdaptiveMaxPool1d m) => [("output_size", m.OutputSize), ("return_indices", m.ReturnIndices)]),
        Row("pooling.AdaptiveMaxPool2d", s => new AdaptiveMaxPool2d(s.OutputSize("output_size"), s.Bool("return_indices")),
            (AdaptiveMaxPool2d m) => [("output_size", m.OutputSize), ("return_indices", m.ReturnIndices)]),
        Row("pooling.AdaptiveMaxPool3d", s => new AdaptiveMaxPool3d(s.OutputSize("output_size"), s.Bool("return_indices")),
            (AdaptiveMaxPool3d m) => [("output_size", m.OutputSize), ("return_indices", m.ReturnIndices)]),
    ];

    static (string, object?)[] MaxPooling(object kernel, object stride, object padding, object dilation, bool returnIndices, bool ceilMode) =>
        [("kernel_size", kernel), ("stride", stride), ("padding", padding), ("dilation", dilation), ("return_indices", returnIndices), ("ceil_mode", ceilMode)];

    static (string, object?)[] AvgPooling(object kernel, object stride, object padding, bool ceilMode, bool countIncludePad, int? divisorOverride) =>
        [("kernel_size", kernel), ("stride", stride), ("padding", padding), ("ceil_mode", ceilMode), ("count_include_pad", countIncludePad), ("divisor_override", divisorOverride)];

    static (string, object?)[] LpPooling(double normType, object kernel, object? stride, bool ceilMode) =>
        [("norm_type", Whole(normType)), ("kernel_size", kernel), ("stride", stride), ("ceil_mode", ceilMode)];
}
