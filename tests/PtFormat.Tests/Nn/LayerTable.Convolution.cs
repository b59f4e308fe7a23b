using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Convolutions => new()
    {
        ["Conv1d"] = new(a => new Conv1d(
            a.Int("in_channels"), a.Int("out_channels"), a.Size1("kernel_size"), a.Size1("stride", 1), a.Padding("padding"), a.Size1("dilation", 1),
            a.Int("groups", 1), a.Bool("bias", true), a.PaddingMode("padding_mode"), a.DType)),
        ["Conv2d"] = new(a => new Conv2d(
            a.Int("in_channels"), a.Int("out_channels"), a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Padding("padding"), a.Size2("dilation"),
            a.Int("groups", 1), a.Bool("bias", true), a.PaddingMode("padding_mode"), a.DType)),
        ["Conv3d"] = new(a => new Conv3d(
            a.Int("in_channels"), a.Int("out_channels"), a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Padding("padding"), a.Size3("dilation"),
            a.Int("groups", 1), a.Bool("bias", true), a.PaddingMode("padding_mode"), a.DType)),
        ["ConvTranspose1d"] = new(
            a => new ConvTranspose1d(
                a.Int("in_channels"), a.Int("out_channels"), a.Size1("kernel_size"), a.Size1("stride", 1), a.Padding("padding"),
                a.Size1("output_padding"), a.Int("groups", 1), a.Bool("bias", true), a.Size1("dilation", 1), a.PaddingMode("padding_mode"), a.DType),
            (module, c) => [c.Call.Has("output_size")
                ? ((ConvTranspose1d)module).Forward(c.X, c.Call.Size1("output_size"))
                : ((ConvTranspose1d)module).Forward(c.X)]),
        ["ConvTranspose2d"] = new(
            a => new ConvTranspose2d(
                a.Int("in_channels"), a.Int("out_channels"), a.Size2("kernel_size")!.Value, a.Size2("stride"), a.Padding("padding"),
                a.Size2("output_padding") ?? 0, a.Int("groups", 1), a.Bool("bias", true), a.Size2("dilation"), a.PaddingMode("padding_mode"), a.DType),
            (module, c) => [c.Call.Has("output_size")
                ? ((ConvTranspose2d)module).Forward(c.X, c.Call.Size2("output_size")!.Value)
                : ((ConvTranspose2d)module).Forward(c.X)]),
        ["ConvTranspose3d"] = new(
            a => new ConvTranspose3d(
                a.Int("in_channels"), a.Int("out_channels"), a.Size3("kernel_size")!.Value, a.Size3("stride"), a.Padding("padding"),
                a.Size3("output_padding") ?? 0, a.Int("groups", 1), a.Bool("bias", true), a.Size3("dilation"), a.PaddingMode("padding_mode"), a.DType),
            (module, c) => [c.Call.Has("output_size")
                ? ((ConvTranspose3d)module).Forward(c.X, c.Call.Size3("output_size")!.Value)
                : ((ConvTranspose3d)module).Forward(c.X)]),
    };
}
