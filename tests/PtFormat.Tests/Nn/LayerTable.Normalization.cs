using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Normalization => new()
    {
        ["BatchNorm1d"] = new(a => new BatchNorm1d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Bool("bias", true), a.DType)),
        ["BatchNorm2d"] = new(a => new BatchNorm2d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Bool("bias", true), a.DType)),
        ["BatchNorm3d"] = new(a => new BatchNorm3d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine", true), a.Bool("track_running_stats", true), a.Bool("bias", true), a.DType)),
        ["InstanceNorm1d"] = new(a => new InstanceNorm1d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine"), a.Bool("track_running_stats"), a.Bool("bias", true), a.DType)),
        ["InstanceNorm2d"] = new(a => new InstanceNorm2d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine"), a.Bool("track_running_stats"), a.Bool("bias", true), a.DType)),
        ["InstanceNorm3d"] = new(a => new InstanceNorm3d(a.Int("num_features"), Eps(a), Momentum(a), a.Bool("affine"), a.Bool("track_running_stats"), a.Bool("bias", true), a.DType)),
        ["LayerNorm"] = new(a => new LayerNorm(NormalizedShape(a), Eps(a), a.Bool("elementwise_affine", true), a.Bool("bias", true), a.DType)),
        ["RMSNorm"] = new(a => new RmsNorm(NormalizedShape(a), a.Has("eps") ? a.Double("eps") : null, a.Bool("elementwise_affine", true), a.DType)),
        ["GroupNorm"] = new(a => new GroupNorm(a.Int("num_groups"), a.Int("num_channels"), Eps(a), a.Bool("affine", true), a.Bool("bias", true), a.DType)),
        ["LocalResponseNorm"] = new(a => new LocalResponseNorm(a.Int("size"), a.Double("alpha", 1e-4), a.Double("beta", 0.75), a.Double("k", 1))),
        ["CrossMapLRN2d"] = new(a => new CrossMapLrn2d(a.Int("size"), a.Double("alpha", 1e-4), a.Double("beta", 0.75), a.Double("k", 1))),
        ["Dropout"] = new(a => new Dropout(a.Double("p", 0.5), a.Bool("inplace"))),
        ["Dropout1d"] = new(a => new Dropout1d(a.Double("p", 0.5), a.Bool("inplace"))),
        ["Dropout2d"] = new(a => new Dropout2d(a.Double("p", 0.5), a.Bool("inplace"))),
        ["Dropout3d"] = new(a => new Dropout3d(a.Double("p", 0.5), a.Bool("inplace"))),
        ["AlphaDropout"] = new(a => new AlphaDropout(a.Double("p", 0.5), a.Bool("inplace"))),
        ["FeatureAlphaDropout"] = new(a => new FeatureAlphaDropout(a.Double("p", 0.5), a.Bool("inplace"))),
    };

    static double Eps(Arguments a) => a.Double("eps", 1e-5);

    // None is not the default: it asks for the mean over all batches.
    static double? Momentum(Arguments a) => a.IsGiven("momentum") && !a.Has("momentum") ? (double?)a["momentum"] : a.Double("momentum", 0.1);

    static Shape NormalizedShape(Arguments a) => [.. a.Ints("normalized_shape")!.Select(size => (long)size)];
}
