using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    // TripletMarginWithDistanceLoss has a child in Python, a function of ours here: it cannot be told apart from any other function.
    static TorchNnClass[] Losses =>
    [
        Loss<MseLoss>("MSELoss", r => new(r)), Loss<L1Loss>("L1Loss", r => new(r)), Loss<SoftMarginLoss>("SoftMarginLoss", r => new(r)), Loss<MultiLabelMarginLoss>("MultiLabelMarginLoss", r => new(r)),
        Loss("CrossEntropyLoss", (s, r) => new(s.TensorOrNull("weight"), s.Int("ignore_index"), r, s.Has("label_smoothing") ? s.Double("label_smoothing") : 0),
            (CrossEntropyLoss m) => [("ignore_index", m.IgnoreIndex), ("label_smoothing", m.LabelSmoothing)]),
        Loss("NLLLoss", (s, r) => new(s.TensorOrNull("weight"), s.Int("ignore_index"), r), (NllLoss m) => [("ignore_index", m.IgnoreIndex)]),
        Loss("BCELoss", (s, r) => new(s.TensorOrNull("weight"), r), (BceLoss _) => []),
        Loss("BCEWithLogitsLoss", (s, r) => new(s.TensorOrNull("weight"), r, s.TensorOrNull("pos_weight")), (BceWithLogitsLoss _) => []),
        Loss("MultiLabelSoftMarginLoss", (s, r) => new(s.TensorOrNull("weight"), r), (MultiLabelSoftMarginLoss _) => []),
        Loss("SmoothL1Loss", (s, r) => new(r, s.Double("beta")), (SmoothL1Loss m) => [("beta", m.Beta)]),
        Loss("HuberLoss", (s, r) => new(r, s.Double("delta")), (HuberLoss m) => [("delta", m.Delta)]),
        Loss("KLDivLoss", (s, r) => new(r, s.Bool("log_target")), (KlDivLoss m) => [("log_target", m.LogTarget)]),
        Loss("CosineEmbeddingLoss", (s, r) => new(s.Double("margin"), r), (CosineEmbeddingLoss m) => [("margin", m.Margin)]),
        Loss("MarginRankingLoss", (s, r) => new(s.Double("margin"), r), (MarginRankingLoss m) => [("margin", m.Margin)]),
        Loss("HingeEmbeddingLoss", (s, r) => new(s.Double("margin"), r), (HingeEmbeddingLoss m) => [("margin", m.Margin)]),
        Loss("TripletMarginLoss", (s, r) => new(s.Double("margin"), s.Double("p"), s.Double("eps"), s.Bool("swap"), r),
            (TripletMarginLoss m) => [("margin", m.Margin), ("p", m.P), ("eps", m.Eps), ("swap", m.Swap)]),
        Loss("CTCLoss", (s, r) => new(s.Int("blank"), r, s.Bool("zero_infinity")), (CtcLoss m) => [("blank", m.Blank), ("zero_infinity", m.ZeroInfinity)]),
        Loss("GaussianNLLLoss", (s, r) => new(s.Bool("full"), s.Double("eps"), r), (GaussianNllLoss m) => [("full", m.Full), ("eps", m.Eps)]),
        Loss("PoissonNLLLoss", (s, r) => new(s.Bool("log_input"), s.Bool("full"), s.Double("eps"), r), (PoissonNllLoss m) => [("log_input", m.LogInput), ("full", m.Full), ("eps", m.Eps)]),
        Loss("MultiMarginLoss", (s, r) => new(s.Int("p"), s.Double("margin"), s.TensorOrNull("weight"), r), (MultiMarginLoss m) => [("p", m.P), ("margin", m.Margin)]),
    ];

    static TorchNnClass Loss<T>(string name, Func<LossReduction, T> make) where T : Loss => Loss(name, (_, reduction) => make(reduction), (T _) => []);

    static TorchNnClass Loss<T>(string name, Func<PickledModule, LossReduction, T> make, Func<T, (string, object?)[]> settings) where T : Loss => Row(
        $"loss.{name}",
        s => make(s, s.Word("reduction", ("mean", LossReduction.Mean), ("sum", LossReduction.Sum), ("none", LossReduction.None), ("batchmean", LossReduction.BatchMean))),
        (T m) => [("reduction", m.Reduction.ToString().ToLowerInvariant()), .. settings(m)]);
}
