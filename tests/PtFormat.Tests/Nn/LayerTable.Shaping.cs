using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Shaping => new()
    {
        ["Identity"] = new(_ => new Identity()),
        ["Flatten"] = new(a => new Flatten(a.Int("start_dim", 1), a.Int("end_dim", -1))),
        ["Unflatten"] = new(a => new Unflatten(a.Int("dim"), [.. a.Ints("unflattened_size")!.Select(size => (long)size)])),
        ["Upsample"] = new(a => new Upsample(
            a.OneOrMore("size"), a.Factors("scale_factor"), Mode(a.Text("mode")), a.BoolOrNull("align_corners"), a.BoolOrNull("recompute_scale_factor"))),
        ["UpsamplingNearest2d"] = new(a => new UpsamplingNearest2d(a.OneOrMore("size"), a.Factors("scale_factor"))),
        ["UpsamplingBilinear2d"] = new(a => new UpsamplingBilinear2d(a.OneOrMore("size"), a.Factors("scale_factor"))),
        ["PixelShuffle"] = new(a => new PixelShuffle(a.Int("upscale_factor"))),
        ["PixelUnshuffle"] = new(a => new PixelUnshuffle(a.Int("downscale_factor"))),
        ["ChannelShuffle"] = new(a => new ChannelShuffle(a.Int("groups"))),
        ["Unfold"] = new(a => new Unfold(a.Size2("kernel_size")!.Value, a.Size2("dilation"), a.Size2("padding") ?? 0, a.Size2("stride"))),
        ["Fold"] = new(a => new Fold(
            a.Size2("output_size")!.Value, a.Size2("kernel_size")!.Value, a.Size2("dilation"), a.Size2("padding") ?? 0, a.Size2("stride"))),
    };

    static UpsampleMode Mode(string? name) => name switch
    {
        null => UpsampleMode.Nearest,
        "nearest-exact" => UpsampleMode.NearestExact,
        _ => Enum.Parse<UpsampleMode>(name, ignoreCase: true),
    };
}
