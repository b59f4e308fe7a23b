using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public sealed partial class BadCallTests
{
    static (Func<object?> Call, string Message)[] Activations =>
    [
        (() => new Prelu(3).Forward(X(2, 4, 5)), "prelu: input has 4 channels [2, 4, 5], weight is [3]: [1] or [4] was needed"),
        (() => new Prelu(dtype: DType.Float64).Forward(X(2, 4)), "prelu: input is float32 [2, 4], weight is float64 [1]: convert one of them"),
        (() => new Prelu(0), "prelu: numParameters is 0, at least 1 was needed"),
        (() => new Celu(0).Forward(X(2)), "celu: [2] with an alpha of 0: x / alpha has no value, choose another"),
        (() => new Hardtanh(1, -1), "hardtanh: minVal is 1, maxVal -1: the second must be greater"),
        (() => new RRelu(0.5, 0.25), "rrelu: lower is 0.5, upper 0.25: the first must not exceed the second"),
        (() => new Softshrink(-1).Forward(X(2)), "softshrink: [2] with a bound of -1: at least 0 was needed"),
        (() => new Glu().Forward(X(2, 5)), "glu: dimension 1 of [2, 5] has 5 positions, which two halves do not share"),
        (() => new Glu().Forward(X()), "glu: shape [] has no dimensions"),
        (() => new Softmax2d().Forward(X(2, 5)), "softmax2d: input has 2 dimensions [2, 5], expected [batch, channels, height, width] or without batch"),
        (() => new Softmax(2).Forward(X(2, 5)), "softmax: shape [2, 5] has dimensions -2 to 1"),
        (() => new LogSoftmax(-3).Forward(X(2, 5)), "log_softmax: shape [2, 5] has dimensions -2 to 1"),
        (() => new LogSoftmax(0).Forward(X(DType.Int64, 2, 5)), "log_softmax: input is int64 [2, 5], floats were needed: convert it first"),
        (() => new Elu().Forward(X(DType.Complex64, 2)), "elu: complex64 [2]: complex64 numbers have no elu"),
    ];
}
