using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Activations =>
    [
        Row<Sigmoid>("activation.Sigmoid"), Row<Tanh>("activation.Tanh"), Row<LogSigmoid>("activation.LogSigmoid"), Row<Softsign>("activation.Softsign"),
        Row<Tanhshrink>("activation.Tanhshrink"), Row<Softmax2d>("activation.Softmax2d"),
        Switched<Relu>("ReLU", inplace => new(inplace), m => m.Inplace),
        Switched<Selu>("SELU", inplace => new(inplace), m => m.Inplace),
        Switched<Silu>("SiLU", inplace => new(inplace), m => m.Inplace),
        Switched<Mish>("Mish", inplace => new(inplace), m => m.Inplace),
        Switched<Hardswish>("Hardswish", inplace => new(inplace), m => m.Inplace),
        Switched<Hardsigmoid>("Hardsigmoid", inplace => new(inplace), m => m.Inplace),
        Row("activation.ReLU6", s => new Relu6(s.Bool("inplace")), (Relu6 m) => [("min_val", 0.0), ("max_val", 6.0), ("inplace", m.Inplace)]),
        Row("activation.LeakyReLU", s => new LeakyRelu(s.Double("negative_slope"), s.Bool("inplace")), (LeakyRelu m) => [("negative_slope", m.NegativeSlope), ("inplace", m.Inplace)]),
        Row("activation.PReLU",
            s =>
            {
                s.Expect("weight", s.Int("num_parameters"));
                return new Prelu(s.Int("num_parameters"), s.Has("init") ? s.Double("init") : 0.25);
            },
            (Prelu m, Formats.PtProducer producer) => producer.IsTorch(2, 0) ? [("num_parameters", m.NumParameters), ("init", m.Init)] : [("num_parameters", m.NumParameters)]) with { Early = 1 },
        Row("activation.RReLU", s => new RRelu(s.Double("lower"), s.Double("upper"), s.Bool("inplace")), (RRelu m) => [("lower", m.Lower), ("upper", m.Upper), ("inplace", m.Inplace)]),
        Row("activation.ELU", s => new Elu(s.Double("alpha"), s.Bool("inplace")), (Elu m) => [("alpha", m.Alpha), ("inplace", m.Inplace)]),
        Row("activation.CELU", s => new Celu(s.Double("alpha"), s.Bool("inplace")), (Celu m) => [("alpha", m.Alpha), ("inplace", m.Inplace)]),
        Row("activation.GELU",
            s => new Gelu(s.Has("approximate") ? s.Word("approximate", ("none", GeluApproximation.None), ("tanh", GeluApproximation.Tanh)) : GeluApproximation.None),
            (Gelu m) => [("approximate", m.Approximate == GeluApproximation.Tanh ? "tanh" : "none")]),
        Row("activation.Hardtanh", s => new Hardtanh(s.Double("min_val"), s.Double("max_val"), s.Bool("inplace")),
            (Hardtanh m) => [("min_val", m.MinVal), ("max_val", m.MaxVal), ("inplace", m.Inplace)]),
        Row("activation.Hardshrink", s => new Hardshrink(s.Double("lambd")), (Hardshrink m) => [("lambd", m.Lambd)]),
        Row("activation.Softshrink", s => new Softshrink(s.Double("lambd")), (Softshrink m) => [("lambd", m.Lambd)]),
        Row("activation.Softplus", s => new Softplus(s.Double("beta"), s.Double("threshold")),
            (Softplus m, Formats.PtProducer producer) => producer.IsTorch(2, 3) ? [("beta", m.Beta), ("threshold", m.Threshold)] : [("beta", Whole(m.Beta)), ("threshold", Whole(m.Threshold))]),
        Row("activation.Threshold", s => new Threshold(s.Double("threshold"), s.Double("value"), s.Bool("inplace")),
            (Threshold m) => [("threshold", m.Bound), ("value", m.Value), ("inplace", m.Inplace)]),
        Row("activation.Softmax", s => new Softmax(s.IntOrNull("dim")), (Softmax m) => [("dim", m.Dim)]),
        Row("activation.LogSoftmax", s => new LogSoftmax(s.IntOrNull("dim")), (LogSoftmax m) => [("dim", m.Dim)]),
        Row("activation.Softmin", s => new Softmin(s.IntOrNull("dim")), (Softmin m) => [("dim", m.Dim)]),
        Row("activation.GLU", s => new Glu(s.Int("dim")), (Glu m) => [("dim", m.Dim)]),
    ];

    static TorchNnClass Switched<T>(string name, Func<bool, T> make, Func<T, bool> inplace) where T : Module =>
        Row($"activation.{name}", s => make(s.Bool("inplace")), (T m) => [("inplace", inplace(m))]);
}
