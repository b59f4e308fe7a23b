using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using Buffer = PtFormat.Nn.Buffer;

namespace PtFormat.Tests.Models;

/// <summary>The files of <c>fixtures/modules</c>, and the classes of that case in C#.</summary>
static class WholeModules
{
    public static readonly string[] Versions = ["1.13", "2.6", "2.14"];

    public static PtProducer Producer(string version) => version switch
    {
        "1.13" => PtProducer.Torch113,
        "2.6" => PtProducer.Torch26,
        _ => PtProducer.Torch214,
    };

    public static ModuleMap Map => new ModuleMap().Add("__main__.Mine", () => new Mine()).Add("__main__.Block", () => new Block(1));

    public static string Path(string version, string name) => Repository.Path("fixtures", "modules", version, $"{name}.pt");

    /// <summary>
    /// The modules of the case made by our constructors. Not here: recurrent layers whose names older modules of the process had, what is
    /// given ints where a float is usual, what has run, and <c>Mine</c>, which holds a function.
    /// </summary>
    public static readonly Dictionary<string, Func<Module>> Anew = new()
    {
        ["identity"] = () => new Identity(),
        ["linear"] = () => new Linear(2, 3),
        ["linear-no-bias"] = () => new Linear(2, 3, bias: false),
        ["bilinear"] = () => new Bilinear(2, 2, 1),
        ["conv1d"] = () => new Conv1d(1, 2, 3),
        ["conv2d"] = () => new Conv2d(2, 4, (3, 1), stride: 2, padding: 1, dilation: 1, groups: 2),
        ["conv2d-same"] = () => new Conv2d(1, 1, 3, padding: Padding.Same, paddingMode: PaddingMode.Reflect, bias: false),
        ["conv3d"] = () => new Conv3d(1, 1, 2),
        ["convtranspose1d"] = () => new ConvTranspose1d(1, 1, 2),
        ["convtranspose2d"] = () => new ConvTranspose2d(1, 2, 3, stride: 2, padding: 1, outputPadding: 1),
        ["maxpool1d"] = () => new MaxPool1d(2),
        ["maxpool2d"] = () => new MaxPool2d(2, 1, padding: (1, 0), ceilMode: true),
        ["avgpool2d"] = () => new AvgPool2d(2),
        ["adaptiveavgpool2d"] = () => new AdaptiveAvgPool2d((1, null)),
        ["adaptivemaxpool2d"] = () => new AdaptiveMaxPool2d(1),
        ["batchnorm1d"] = () => new BatchNorm1d(2),
        ["batchnorm2d"] = () => new BatchNorm2d(2, eps: 1e-3, momentum: null),
        ["batchnorm2d-plain"] = () => new BatchNorm2d(2, affine: false, trackRunningStats: false),
        ["instancenorm2d"] = () => new InstanceNorm2d(2, affine: true),
        ["layernorm"] = () => new LayerNorm([2, 3]),
        ["groupnorm"] = () => new GroupNorm(2, 4),
        ["rmsnorm"] = () => new RmsNorm(3),
        ["localresponsenorm"] = () => new LocalResponseNorm(2),
        ["dropout"] = () => new Dropout(0.25),
        ["dropout2d"] = () => new Dropout2d(),
        ["embedding"] = () => new Embedding(4, 2, paddingIdx: 0),
        ["embeddingbag"] = () => new EmbeddingBag(3, 2, mode: "sum"),
        ["lstm"] = () => new Lstm(2, 3, numLayers: 2, dropout: 0.5),
        ["lstmcell"] = () => new LstmCell(2, 3),
        ["grucell"] = () => new GruCell(2, 3),
        ["rnncell"] = () => new RnnCell(2, 3),
        ["multiheadattention"] = () => new MultiheadAttention(4, 2, batchFirst: true),
        ["multiheadattention-wide"] = () => new MultiheadAttention(4, 2, dropout: 0.1, bias: false, addBiasKv: true, kdim: 3, vdim: 2),
        ["transformer"] = () => new Transformer(4, 2, 1, 2, 8),
        ["transformerencoder"] = () => new TransformerEncoder(new TransformerEncoderLayer(4, 2, 8), 2),
        ["transformerencoderlayer"] = () => new TransformerEncoderLayer(4, 2, 8, activation: ActivationFunction.Gelu),
        ["transformerdecoderlayer"] = () => new TransformerDecoderLayer(4, 2, 8),
        ["activations"] = () => new ModuleList<Module>(
            new Relu(inplace: true), new Relu6(), new LeakyRelu(0.2), new Prelu(2), new RRelu(), new Elu(), new Selu(), new Celu(), new Gelu(GeluApproximation.Tanh), new Silu(),
            new Mish(), new Hardswish(), new Hardsigmoid(), new Hardtanh(-2, 2), new Hardshrink(), new Softshrink(), new Tanhshrink(), new Sigmoid(), new LogSigmoid(), new Tanh(),
            new Softplus(), new Softsign(), new Softmax(1), new LogSoftmax(-1), new Softmin(0), new Softmax2d(), new Threshold(0.1, 20), new Glu(1)),
        ["weight-norm"] = () => WeightNormed(new Linear(2, 2)),
        ["spectral-norm"] = () => SpectralNormed(new Linear(2, 2)),
        ["normed"] = () => new Sequential(
            WeightNormed(new Conv1d(1, 2, 2), dim: null), SpectralNormed(new ConvTranspose1d(2, 1, 2), 2, 1e-10), WeightNormed(SpectralNormed(new Bilinear(2, 2, 1)), "bias")),
        ["encoder-in-sequential"] = () => new Sequential(
            new TransformerEncoder(new TransformerEncoderLayer(4, 2, 4), 1, new LayerNorm(4)), new TransformerEncoderLayer(4, 2, 4)),
        ["cells-in-sequential"] = () => new Sequential(new RnnCell(2, 3, nonlinearity: "relu"), new GruCell(3, 2), new LstmCell(2, 1)),
        ["shapes"] = () => new Sequential(
            new Flatten(), new Unflatten(1, 2, 3), new PixelShuffle(2), new PixelUnshuffle(2), new ChannelShuffle(2), new Fold((4, 4), 2), new Unfold(2), new Upsample(scaleFactor: 2.0),
            new UpsamplingBilinear2d(size: (4, 4)), new ZeroPad2d(1), new ConstantPad1d((1, 2), 0.5), new ReflectionPad2d((1, 2, 3, 4)), new ReplicationPad1d(1)),
        ["losses"] = () => new ModuleDict<Module>(
            ("cross_entropy", new CrossEntropyLoss(Tensor.From<float>([1, 2]), ignoreIndex: -1, labelSmoothing: 0.1)), ("mse", new MseLoss()), ("l1", new L1Loss(LossReduction.Sum)),
            ("smooth_l1", new SmoothL1Loss()), ("huber", new HuberLoss()), ("nll", new NllLoss()), ("bce", new BceLoss()), ("bce_logits", new BceWithLogitsLoss(posWeight: Tensor.From<float>([2]))),
            ("kl", new KlDivLoss()), ("cosine", new CosineEmbeddingLoss()), ("triplet", new TripletMarginLoss()), ("hinge", new HingeEmbeddingLoss()), ("ctc", new CtcLoss())),
        ["distances"] = () => new ModuleList<Module>(new CosineSimilarity(), new PairwiseDistance()),
        ["parameterlist"] = () => new ParameterList(Tensor.From<float>([1]), Tensor.From<float>([2, 3])),
        ["parameterdict"] = () => new ParameterDict(("a", Tensor.From<float>([2])), ("b", Tensor.From<float>([1]))),
        ["sequential"] = () => new Sequential(new Linear(2, 3), new Relu(), new Linear(3, 1)),
        ["sequential-4"] = () => new Sequential(new Linear(2, 3), new Relu(), new Linear(3, 1)),
        ["sequential-named"] = () => new Sequential([("conv", new Conv2d(1, 1, 1)), ("norm", new BatchNorm2d(1)), ("act", new Relu())]),
        ["frozen"] = Frozen,
        ["evaluated"] = Evaluated,
        ["others"] = () => new ModuleList<Module>(
            new ConvTranspose3d(1, 1, 2), new MaxPool3d(2), new MaxPool2d((2, 2)), new AvgPool1d(2), new AvgPool2d((3, 2), padding: 1), new AvgPool3d(2), new LpPool1d(2, 3),
            new LpPool2d(1.5, 3, stride: 3), new MaxUnpool1d(2), new MaxUnpool2d(2), new MaxUnpool3d(2), new AdaptiveAvgPool1d(2), new AdaptiveAvgPool3d((1, null, 2)),
            new AdaptiveMaxPool1d(2), new AdaptiveMaxPool3d(2), new BatchNorm3d(2), new InstanceNorm1d(2, trackRunningStats: true), new InstanceNorm3d(2),
            new CrossMapLrn2d(2), new Dropout1d(), new Dropout3d(), new AlphaDropout(), new FeatureAlphaDropout(), new ConstantPad2d(1, 2.0), new ConstantPad3d(1, 0.5),
            new ReflectionPad1d(1), new ReflectionPad3d(1), new ReplicationPad2d((1, 2, 1, 2)), new ReplicationPad3d(1), new UpsamplingNearest2d(scaleFactor: 2.0),
            new Upsample(size: 3, mode: UpsampleMode.NearestExact), new Conv2d(1, 1, (3, 3), stride: (3, 3), padding: Padding.Valid), new Conv1d(1, 1, 2, padding: Padding.Same, dilation: 3)),
        ["other-losses"] = () => new ModuleList<Module>(
            new GaussianNllLoss(), new PoissonNllLoss(), new MarginRankingLoss(), new MultiLabelMarginLoss(), new MultiLabelSoftMarginLoss(), new MultiMarginLoss(),
            new SoftMarginLoss(), new KlDivLoss(LossReduction.BatchMean)),
        ["newer"] = () => new ModuleList<Module>(
            new LpPool3d(2, 3), new CircularPad1d(1), new CircularPad2d(1), new CircularPad3d(1), new ZeroPad1d(1), new ZeroPad3d(1), new LayerNorm(2, bias: false)),
    };

    static Module WeightNormed(Module module, string name = "weight", int? dim = 0)
    {
        module.WeightNorm(name, dim);
        return module;
    }

    static Module SpectralNormed(Module module, int nPowerIterations = 1, double eps = 1e-12)
    {
        module.SpectralNorm("weight", nPowerIterations, eps);
        return module;
    }

    static Linear Frozen()
    {
        Linear linear = new(2, 3);
        foreach (Parameter parameter in linear.Parameters())
            parameter.RequiresGrad = false;
        return linear;
    }

    static Sequential Evaluated()
    {
        Sequential model = new(new Dropout(), new BatchNorm1d(2));
        model.Eval();
        return model;
    }

    public sealed class Block : Layer
    {
        readonly Conv2d _conv;
        readonly BatchNorm2d _norm;

        public Block(int width)
        {
            _conv = Child("conv", new Conv2d(width, width, 3, padding: 1));
            _norm = Child("norm", new BatchNorm2d(width));
        }

        public override Tensor Forward(Tensor x) => Ops.Add(x, Ops.Relu(_norm.Forward(_conv.Forward(x))));
    }

    public sealed class Mine : Module
    {
        public Mine()
        {
            Child("blocks", new ModuleList<Block>(new Block(1), new Block(1)));
            Head = Child("head", new Linear(2, 2, bias: false));
            Tail = Child("tail", new Linear(Head.Weight));
            Scale = Parameter("scale", []);
            Parameter("absent", [], present: false);
            Steps = Buffer("steps", Tensor.Zeros([], DType.Int64));
            Buffer("cache", Tensor.Zeros([2]), persistent: false);
        }

        public Linear Head { get; }

        public Linear Tail { get; }

        public Parameter Scale { get; }

        public Buffer Steps { get; }
    }
}
