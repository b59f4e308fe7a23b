using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Pools => new()
    {
        ["MaxPool1d"] = new(
            a => new MaxPool1d(a.Size1("kernel_size"), a.Has("stride") ? a.Size1("stride") : null, a.Size1("padding"), a.Has("dilation") ? a.Size1("dilation") : null, a.Bool("return_indices"), a.Bool("ceil_mode")),
            (module, c) => (MaxPool1d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((MaxPool1d)module).Forward(c.X)]),
        ["AvgPool1d"] = new(a => new AvgPool1d(
            a.Size1("kernel_size"), a.Has("stride") ? a.Size1("stride") : null, a.Size1("padding"), a.Bool("ceil_mode"), a.Bool("count_include_pad", true))),
        ["LPPool1d"] = new(a => new LpPool1d(a.Double("norm_type"), a.Size1("kernel_size"), a.Has("stride") ? a.Size1("stride") : null, a.Bool("ceil_mode"))),
        ["AdaptiveAvgPool1d"] = new(a => new AdaptiveAvgPool1d(a.Size1("output_size"))),
        ["AdaptiveMaxPool1d"] = new(
            a => new AdaptiveMaxPool1d(a.Size1("output_size"), a.Bool("return_indices")),
            (module, c) => (AdaptiveMaxPool1d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((AdaptiveMaxPool1d)module).Forward(c.X)]),
        ["MaxUnpool1d"] = new(
            a => new MaxUnpool1d(a.Size1("kernel_size"), a.Has("stride") ? a.Size1("stride") : null, a.Size1("padding")),
            (module, c) => [((MaxUnpool1d)module).Forward(c.X, (Tensor)c.Inputs[1]!, c.Call.Has("output_size") ? c.Call.Size1("output_size") : null)]),
        ["MaxPool2d"] = new(
            a => new MaxPool2d(a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Size2("padding") ?? 0, a.Size2("dilation"), a.Bool("return_indices"), a.Bool("ceil_mode")),
            (module, c) => (MaxPool2d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((MaxPool2d)module).Forward(c.X)]),
        ["AvgPool2d"] = new(a => new AvgPool2d(
            a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Size2("padding") ?? 0, a.Bool("ceil_mode"), a.Bool("count_include_pad", true), a.IntOrNull("divisor_override"))),
        ["LPPool2d"] = new(a => new LpPool2d(a.Double("norm_type"), a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Bool("ceil_mode"))),
        ["AdaptiveAvgPool2d"] = new(a => new AdaptiveAvgPool2d(a.OutputSize("output_size"))),
        ["AdaptiveMaxPool2d"] = new(
            a => new AdaptiveMaxPool2d(a.OutputSize("output_size"), a.Bool("return_indices")),
            (module, c) => (AdaptiveMaxPool2d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((AdaptiveMaxPool2d)module).Forward(c.X)]),
        ["MaxUnpool2d"] = new(
            a => new MaxUnpool2d(a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Size2("padding") ?? 0),
            (module, c) => [((MaxUnpool2d)module).Forward(c.X, (Tensor)c.Inputs[1]!, c.Call.Size2("output_size"))]),
        ["MaxPool3d"] = new(
            a => new MaxPool3d(a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Size3("padding") ?? 0, a.Size3("dilation"), a.Bool("return_indices"), a.Bool("ceil_mode")),
            (module, c) => (MaxPool3d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((MaxPool3d)module).Forward(c.X)]),
        ["AvgPool3d"] = new(a => new AvgPool3d(
            a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Size3("padding") ?? 0, a.Bool("ceil_mode"), a.Bool("count_include_pad", true), a.IntOrNull("divisor_override"))),
        ["LPPool3d"] = new(a => new LpPool3d(a.Double("norm_type"), a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Bool("ceil_mode"))),
        ["AdaptiveAvgPool3d"] = new(a => new AdaptiveAvgPool3d(a.OutputSize("output_size"))),
        ["AdaptiveMaxPool3d"] = new(
            a => new AdaptiveMaxPool3d(a.OutputSize("output_size"), a.Bool("return_indices")),
            (module, c) => (AdaptiveMaxPool3d)module is { ReturnIndices: true } pool ? Both(pool.ForwardWithIndices(c.X)) : [((AdaptiveMaxPool3d)module).Forward(c.X)]),
        ["MaxUnpool3d"] = new(
            a => new MaxUnpool3d(a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Size3("padding") ?? 0),
            (module, c) => [((MaxUnpool3d)module).Forward(c.X, (Tensor)c.Inputs[1]!, c.Call.Size3("output_size"))]),
    };

    static Tensor?[] Both((Tensor, Tensor) outputs) => [outputs.Item1, outputs.Item2];
}
