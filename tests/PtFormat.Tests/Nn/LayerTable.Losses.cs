using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Losses => new()
    {
        ["MSELoss"] = OfTwo(a => new MseLoss(Reduction(a)), loss => loss.Forward),
        ["L1Loss"] = OfTwo(a => new L1Loss(Reduction(a)), loss => loss.Forward),
        ["SmoothL1Loss"] = OfTwo(a => new SmoothL1Loss(Reduction(a), a.Double("beta", 1)), loss => loss.Forward),
        ["HuberLoss"] = OfTwo(a => new HuberLoss(Reduction(a), a.Double("delta", 1)), loss => loss.Forward),
        ["SoftMarginLoss"] = OfTwo(a => new SoftMarginLoss(Reduction(a)), loss => loss.Forward),
        ["PoissonNLLLoss"] = OfTwo(a => new PoissonNllLoss(a.Bool("log_input", true), a.Bool("full"), a.Double("eps", 1e-8), Reduction(a)), loss => loss.Forward),
        ["BCELoss"] = OfTwo(a => new BceLoss(a.Tensor("weight"), Reduction(a)), loss => loss.Forward),
        ["BCEWithLogitsLoss"] = OfTwo(a => new BceWithLogitsLoss(a.Tensor("weight"), Reduction(a), a.Tensor("pos_weight")), loss => loss.Forward),
        ["CrossEntropyLoss"] = OfTwo(
            a => new CrossEntropyLoss(a.Tensor("weight"), a.Int("ignore_index", -100), Reduction(a), a.Double("label_smoothing")), loss => loss.Forward),
        ["NLLLoss"] = OfTwo(a => new NllLoss(a.Tensor("weight"), a.Int("ignore_index", -100), Reduction(a)), loss => loss.Forward),
        ["KLDivLoss"] = OfTwo(a => new KlDivLoss(Reduction(a), a.Bool("log_target")), loss => loss.Forward),
        ["HingeEmbeddingLoss"] = OfTwo(a => new HingeEmbeddingLoss(a.Double("margin", 1), Reduction(a)), loss => loss.Forward),
        ["MultiMarginLoss"] = OfTwo(a => new MultiMarginLoss(a.Int("p", 1), a.Double("margin", 1), a.Tensor("weight"), Reduction(a)), loss => loss.Forward),
        ["MultiLabelMarginLoss"] = OfTwo(a => new MultiLabelMarginLoss(Reduction(a)), loss => loss.Forward),
        ["MultiLabelSoftMarginLoss"] = OfTwo(a => new MultiLabelSoftMarginLoss(a.Tensor("weight"), Reduction(a)), loss => loss.Forward),
        ["CosineEmbeddingLoss"] = OfThree(a => new CosineEmbeddingLoss(a.Double("margin"), Reduction(a)), loss => loss.Forward),
        ["MarginRankingLoss"] = OfThree(a => new MarginRankingLoss(a.Double("margin"), Reduction(a)), loss => loss.Forward),
        ["GaussianNLLLoss"] = OfThree(a => new GaussianNllLoss(a.Bool("full"), a.Double("eps", 1e-6), Reduction(a)), loss => loss.Forward),
        ["TripletMarginLoss"] = OfThree(
            a => new TripletMarginLoss(a.Double("margin", 1), a.Double("p", 2), a.Double("eps", 1e-6), a.Bool("swap"), Reduction(a)), loss => loss.Forward),
        ["TripletMarginWithDistanceLoss"] = OfThree(
            a => new TripletMarginWithDistanceLoss(null, a.Double("margin", 1), a.Bool("swap"), Reduction(a)), loss => loss.Forward),
        ["CTCLoss"] = new(
            a => new CtcLoss(a.Int("blank"), Reduction(a), a.Bool("zero_infinity")),
            (module, c) => [((CtcLoss)module).Forward(c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!, (Tensor)c.Inputs[3]!)]),
        ["CosineSimilarity"] = OfTwo(a => new CosineSimilarity(a.Int("dim", 1), a.Double("eps", 1e-8)), layer => layer.Forward),
        ["PairwiseDistance"] = OfTwo(a => new PairwiseDistance(a.Double("p", 2), a.Double("eps", 1e-6), a.Bool("keepdim")), layer => layer.Forward),
    };

    static LayerRow OfTwo<T>(Func<Arguments, T> make, Func<T, Func<Tensor, Tensor, Tensor>> call) where T : Module =>
        new(make, (module, c) => [call((T)module)(c.X, (Tensor)c.Inputs[1]!)]);

    static LayerRow OfThree<T>(Func<Arguments, T> make, Func<T, Func<Tensor, Tensor, Tensor, Tensor>> call) where T : Module =>
        new(make, (module, c) => [call((T)module)(c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!)]);

    static LossReduction Reduction(Arguments a) => a.Text("reduction") switch
    {
        null or "mean" => LossReduction.Mean,
        "sum" => LossReduction.Sum,
        "none" => LossReduction.None,
        "batchmean" => LossReduction.BatchMean,
        var other => throw new NotSupportedException(other),
    };
}
