using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Activations => new()
    {
        ["CELU"] = new(a => new Celu(a.Double("alpha", 1), a.Bool("inplace"))),
        ["ELU"] = new(a => new Elu(a.Double("alpha", 1), a.Bool("inplace"))),
        ["GELU"] = new(a => new Gelu(a.Text("approximate") == "tanh" ? GeluApproximation.Tanh : GeluApproximation.None)),
        ["GLU"] = new(a => new Glu(a.Int("dim", -1))),
        ["Hardshrink"] = new(a => new Hardshrink(a.Double("lambd", 0.5))),
        ["Hardsigmoid"] = new(a => new Hardsigmoid(a.Bool("inplace"))),
        ["Hardswish"] = new(a => new Hardswish(a.Bool("inplace"))),
        // PyTorch still takes the bounds under their former names.
        ["Hardtanh"] = new(a => new Hardtanh(a.Double("min_value", a.Double("min_val", -1)), a.Double("max_value", a.Double("max_val", 1)), a.Bool("inplace"))),
        ["LeakyReLU"] = new(a => new LeakyRelu(a.Double("negative_slope", 0.01), a.Bool("inplace"))),
        ["LogSigmoid"] = new(_ => new LogSigmoid()),
        ["LogSoftmax"] = new(a => new LogSoftmax(a.IntOrNull("dim"))),
        ["Mish"] = new(a => new Mish(a.Bool("inplace"))),
        ["PReLU"] = new(a => new Prelu(a.Int("num_parameters", 1), a.Double("init", 0.25), a.DType)),
        ["ReLU"] = new(a => new Relu(a.Bool("inplace"))),
        ["ReLU6"] = new(a => new Relu6(a.Bool("inplace"))),
        ["RReLU"] = new(a => new RRelu(a.Double("lower", 1.0 / 8), a.Double("upper", 1.0 / 3), a.Bool("inplace"))),
        ["SELU"] = new(a => new Selu(a.Bool("inplace"))),
        ["SiLU"] = new(a => new Silu(a.Bool("inplace"))),
        ["Sigmoid"] = new(_ => new Sigmoid()),
        ["Softmax"] = new(a => new Softmax(a.IntOrNull("dim"))),
        ["Softmax2d"] = new(_ => new Softmax2d()),
        ["Softmin"] = new(a => new Softmin(a.IntOrNull("dim"))),
        ["Softplus"] = new(a => new Softplus(a.Double("beta", 1), a.Double("threshold", 20))),
        ["Softshrink"] = new(
            a => new Softshrink(a.Double("lambd", 0.5)),
            Deviates: c => c.Version == "1.13" && c.Name.EndsWith("on 20", StringComparison.Ordinal) ? "1.13 makes 0 of a NaN, 2.14 keeps it" : null),
        ["Softsign"] = new(_ => new Softsign()),
        ["Tanh"] = new(_ => new Tanh()),
        ["Tanhshrink"] = new(_ => new Tanhshrink()),
        ["Threshold"] = new(a => new Threshold(a.Double("threshold"), a.Double("value"), a.Bool("inplace"))),
    };
}
