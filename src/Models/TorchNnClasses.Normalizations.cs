using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Normalizations =>
    [
        Running<BatchNorm1d>("batchnorm.BatchNorm1d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Running<BatchNorm2d>("batchnorm.BatchNorm2d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Running<BatchNorm3d>("batchnorm.BatchNorm3d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Running<InstanceNorm1d>("instancenorm.InstanceNorm1d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Running<InstanceNorm2d>("instancenorm.InstanceNorm2d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Running<InstanceNorm3d>("instancenorm.InstanceNorm3d", (n, eps, momentum, affine, track, bias) => new(n, eps, momentum, affine, track, bias)),
        Row("normalization.LayerNorm",
            s =>
            {
                if (s.Bool("elementwise_affine"))
                    s.Expect("weight", s.Shape("normalized_shape").AsSpan());
                return new LayerNorm(s.Shape("normalized_shape"), s.Double("eps"), s.Bool("elementwise_affine"), s.IsPresent("bias"));
            },
            (LayerNorm m) => [("normalized_shape", m.NormalizedShape), ("eps", m.Eps), ("elementwise_affine", m.ElementwiseAffine)]),
        Row("normalization.RMSNorm",
            s =>
            {
                if (s.Bool("elementwise_affine"))
                    s.Expect("weight", s.Shape("normalized_shape").AsSpan());
                return new RmsNorm(s.Shape("normalized_shape"), s.DoubleOrNull("eps"), s.Bool("elementwise_affine"));
            },
            (RmsNorm m) => [("normalized_shape", m.NormalizedShape), ("eps", m.Eps), ("elementwise_affine", m.ElementwiseAffine)]),
        Row("normalization.GroupNorm",
            s =>
            {
                if (s.Bool("affine"))
                    s.Expect("weight", s.Int("num_channels"));
                return new GroupNorm(s.Int("num_groups"), s.Int("num_channels"), s.Double("eps"), s.Bool("affine"), s.IsPresent("bias"));
            },
            (GroupNorm m) => [("num_groups", m.NumGroups), ("num_channels", m.NumChannels), ("eps", m.Eps), ("affine", m.Affine)]),
        Row("normalization.LocalResponseNorm", s => new LocalResponseNorm(s.Int("size"), s.Double("alpha"), s.Double("beta"), s.Double("k")),
            (LocalResponseNorm m) => [("size", m.Size), ("alpha", m.Alpha), ("beta", m.Beta), ("k", m.K)]),
        Row("normalization.CrossMapLRN2d", s => new CrossMapLrn2d(s.Int("size"), s.Double("alpha"), s.Double("beta"), s.Double("k")),
            (CrossMapLrn2d m) => [("size", m.Size), ("alpha", m.Alpha), ("beta", m.Beta), ("k", Whole(m.K))]),
    ];

    static TorchNnClass Running<T>(string path, Func<int, double, double?, bool, bool, bool, T> make) where T : RunningNorm => Row(
        path,
        s =>
        {
            int features = s.Int("num_features");
            bool affine = s.Bool("affine"), track = s.Bool("track_running_stats");
            if (affine)
                s.Expect("weight", features);
            if (track)
                s.Expect("running_mean", features);
            return make(features, s.Double("eps"), s.DoubleOrNull("momentum"), affine, track, s.IsPresent("bias"));
        },
        (T m) => [("num_features", m.NumFeatures), ("eps", m.Eps), ("momentum", m.Momentum), ("affine", m.Affine), ("track_running_stats", m.TrackRunningStats)]);
}
