using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Linears =>
    [
        Row<Identity>("linear.Identity"),
        Row("linear.Linear",
            s =>
            {
                s.Expect("weight", s.Int("out_features"), s.Int("in_features"));
                return new Linear(s.Int("in_features"), s.Int("out_features"), s.IsPresent("bias"));
            },
            (Linear m) => [("in_features", m.InFeatures), ("out_features", m.OutFeatures)]),
        Row("linear.Bilinear",
            s =>
            {
                s.Expect("weight", s.Int("out_features"), s.Int("in1_features"), s.Int("in2_features"));
                return new Bilinear(s.Int("in1_features"), s.Int("in2_features"), s.Int("out_features"), s.IsPresent("bias"));
            },
            (Bilinear m) => [("in1_features", m.In1Features), ("in2_features", m.In2Features), ("out_features", m.OutFeatures)]),
    ];

    static TorchNnClass[] Dropouts =>
    [
        Dropping<Dropout>("Dropout", (p, inplace) => new(p, inplace)),
        Dropping<Dropout1d>("Dropout1d", (p, inplace) => new(p, inplace)),
        Dropping<Dropout2d>("Dropout2d", (p, inplace) => new(p, inplace)),
        Dropping<Dropout3d>("Dropout3d", (p, inplace) => new(p, inplace)),
        Dropping<AlphaDropout>("AlphaDropout", (p, inplace) => new(p, inplace)),
        Dropping<FeatureAlphaDropout>("FeatureAlphaDropout", (p, inplace) => new(p, inplace)),
    ];

    static TorchNnClass[] Embeddings =>
    [
        Row("sparse.Embedding",
            s =>
            {
                s.Expect("weight", s.Int("num_embeddings"), s.Int("embedding_dim"));
                return new Embedding(
                    s.Int("num_embeddings"), s.Int("embedding_dim"), s.IntOrNull("padding_idx"), s.DoubleOrNull("max_norm"), s.Double("norm_type"),
                    s.Bool("scale_grad_by_freq"), s.Bool("sparse"));
            },
            (Embedding m) =>
            [
                ("num_embeddings", m.NumEmbeddings), ("embedding_dim", m.EmbeddingDim), ("padding_idx", m.PaddingIdx), ("max_norm", m.MaxNorm), ("norm_type", m.NormType),
                ("scale_grad_by_freq", m.ScaleGradByFreq), ("sparse", m.Sparse),
            ]),
        Row("sparse.EmbeddingBag",
            s =>
            {
                s.Expect("weight", s.Int("num_embeddings"), s.Int("embedding_dim"));
                return new EmbeddingBag(
                    s.Int("num_embeddings"), s.Int("embedding_dim"), s.DoubleOrNull("max_norm"), s.Double("norm_type"), s.Bool("scale_grad_by_freq"), s.Text("mode"),
                    s.Bool("sparse"), includeLastOffset: s.Bool("include_last_offset", false), paddingIdx: s.Has("padding_idx") ? s.IntOrNull("padding_idx") : null);
            },
            (EmbeddingBag m) =>
            [
                ("num_embeddings", m.NumEmbeddings), ("embedding_dim", m.EmbeddingDim), ("max_norm", m.MaxNorm), ("norm_type", m.NormType),
                ("scale_grad_by_freq", m.ScaleGradByFreq), ("padding_idx", m.PaddingIdx), ("mode", m.Mode), ("sparse", m.Sparse), ("include_last_offset", m.IncludeLastOffset),
            ]),
    ];

    static TorchNnClass[] Shaping =>
    [
        Row("flatten.Flatten", s => new Flatten(s.Int("start_dim"), s.Int("end_dim")), (Flatten m) => [("start_dim", m.StartDim), ("end_dim", m.EndDim)]),
        Row("flatten.Unflatten", s => new Unflatten(s.Int("dim"), [.. s.Ints("unflattened_size").Select(size => (long)size)]),
            (Unflatten m) => [("dim", m.Dim), ("unflattened_size", m.UnflattenedSize)]),
        Row("pixelshuffle.PixelShuffle", s => new PixelShuffle(s.Int("upscale_factor")), (PixelShuffle m) => [("upscale_factor", m.UpscaleFactor)]),
        Row("pixelshuffle.PixelUnshuffle", s => new PixelUnshuffle(s.Int("downscale_factor")), (PixelUnshuffle m) => [("downscale_factor", m.DownscaleFactor)]),
        Row("channelshuffle.ChannelShuffle", s => new ChannelShuffle(s.Int("groups")), (ChannelShuffle m) => [("groups", m.Groups)]),
        Row("fold.Fold",
            s => new Fold(s.Size2("output_size"), s.Size2("kernel_size"), s.Size2("dilation"), s.Size2("padding"), s.Size2("stride")),
            (Fold m) => [("output_size", m.OutputSize), ("kernel_size", m.KernelSize), ("dilation", m.Dilation), ("padding", m.Padding), ("stride", m.Stride)]),
        Row("fold.Unfold",
            s => new Unfold(s.Size2("kernel_size"), s.Size2("dilation"), s.Size2("padding"), s.Size2("stride")),
            (Unfold m) => [("kernel_size", m.KernelSize), ("dilation", m.Dilation), ("padding", m.Padding), ("stride", m.Stride)]),
        Row("upsampling.Upsample",
            s => new Upsample(s.OneOrMoreOrNull("size"), s.FactorsOrNull("scale_factor"), ModeOf(s), s.BoolOrNull("align_corners"), s.Has("recompute_scale_factor") ? s.BoolOrNull("recompute_scale_factor") : null),
            (Upsample m) => Resizing("Upsample", m)),
        Row("upsampling.UpsamplingNearest2d",
            s => new UpsamplingNearest2d(s.OneOrMoreOrNull("size"), s.FactorsOrNull("scale_factor")), (UpsamplingNearest2d m) => Resizing("UpsamplingNearest2d", m)),
        Row("upsampling.UpsamplingBilinear2d",
            s => new UpsamplingBilinear2d(s.OneOrMoreOrNull("size"), s.FactorsOrNull("scale_factor")), (UpsamplingBilinear2d m) => Resizing("UpsamplingBilinear2d", m)),
        Row("distance.CosineSimilarity", s => new CosineSimilarity(s.Int("dim"), s.Double("eps")), (CosineSimilarity m) => [("dim", m.Dim), ("eps", m.Eps)]),
        Row("distance.PairwiseDistance", s => new PairwiseDistance(s.Double("norm"), s.Double("eps"), s.Bool("keepdim")),
            (PairwiseDistance m) => [("norm", m.P), ("eps", m.Eps), ("keepdim", m.Keepdim)]),
    ];

    static readonly (string Word, UpsampleMode Mode)[] UpsampleModes =
    [
        ("nearest", UpsampleMode.Nearest), ("nearest-exact", UpsampleMode.NearestExact), ("linear", UpsampleMode.Linear), ("bilinear", UpsampleMode.Bilinear),
        ("bicubic", UpsampleMode.Bicubic), ("trilinear", UpsampleMode.Trilinear),
    ];

    static UpsampleMode ModeOf(PickledModule s) => s.Word("mode", UpsampleModes);

    static (string, object?)[] Resizing(string name, Upsample m) =>
    [
        ("name", name), ("size", m.Size), ("scale_factor", m.ScaleFactor), ("mode", UpsampleModes.First(known => known.Mode == m.Mode).Word), ("align_corners", m.AlignCorners),
        ("recompute_scale_factor", m.RecomputeScaleFactor),
    ];

    static TorchNnClass Dropping<T>(string name, Func<double, bool, T> make) where T : DropoutLayer =>
        Row($"dropout.{name}", s => make(s.Double("p"), s.Bool("inplace")), (T m) => [("p", m.P), ("inplace", m.Inplace)]);
}
