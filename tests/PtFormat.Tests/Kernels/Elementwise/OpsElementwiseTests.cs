using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Elementwise;

sealed class OpsElementwiseTests
{
    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Operations = new()
    {
        ["add"] = c => [Ops.Add(c.Operand(0), c.Operand(1), c.Argument(-1, "alpha", 1.0))],
        ["sub"] = c => [Ops.Sub(c.Operand(0), c.Operand(1))],
        ["mul"] = c => [Ops.Mul(c.Operand(0), c.Operand(1))],
        ["div"] = c => [Ops.Div(c.Operand(0), c.Operand(1), c.Argument(-1, "rounding_mode") switch { "floor" => DivRounding.Floor, "trunc" => DivRounding.Trunc, _ => DivRounding.None })],
        ["floor_divide"] = c => [Ops.Div(c.Operand(0), c.Operand(1), DivRounding.Floor)],
        ["remainder"] = c => [Ops.Remainder(c.Operand(0), c.Operand(1))],
        ["fmod"] = c => [Ops.Fmod(c.Operand(0), c.Operand(1))],
        ["pow"] = c => [Ops.Pow(c.Operand(0), c.Operand(1))],
        ["atan2"] = c => [Ops.Atan2(c.Operand(0), c.Operand(1))],
        ["maximum"] = c => [Ops.Maximum(c.Operand(0), c.Operand(1))],
        ["minimum"] = c => [Ops.Minimum(c.Operand(0), c.Operand(1))],
        ["eq"] = c => [Ops.Eq(c.Operand(0), c.Operand(1))],
        ["ne"] = c => [Ops.Ne(c.Operand(0), c.Operand(1))],
        ["lt"] = c => [Ops.Lt(c.Operand(0), c.Operand(1))],
        ["le"] = c => [Ops.Le(c.Operand(0), c.Operand(1))],
        ["gt"] = c => [Ops.Gt(c.Operand(0), c.Operand(1))],
        ["ge"] = c => [Ops.Ge(c.Operand(0), c.Operand(1))],
        ["logical_and"] = c => [Ops.LogicalAnd(c.Operand(0), c.Operand(1))],
        ["logical_or"] = c => [Ops.LogicalOr(c.Operand(0), c.Operand(1))],
        ["logical_xor"] = c => [Ops.LogicalXor(c.Operand(0), c.Operand(1))],
        ["bitwise_and"] = c => [Ops.BitwiseAnd(c.Operand(0), c.Operand(1))],
        ["bitwise_or"] = c => [Ops.BitwiseOr(c.Operand(0), c.Operand(1))],
        ["bitwise_xor"] = c => [Ops.BitwiseXor(c.Operand(0), c.Operand(1))],
        ["bitwise_left_shift"] = c => [Ops.BitwiseLeftShift(c.Operand(0), c.Operand(1))],
        ["bitwise_right_shift"] = c => [Ops.BitwiseRightShift(c.Operand(0), c.Operand(1))],
        ["lerp"] = c => [Ops.Lerp(c.X, (Tensor)c.Inputs[1]!, c.Operand(2))],
        ["addcmul"] = c => [Ops.Addcmul(c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!, c.Argument(-1, "value", 1.0))],
        ["addcdiv"] = c => [Ops.Addcdiv(c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!, c.Argument(-1, "value", 1.0))],
        ["operator.add"] = c => [Ops.Add(c.Operand(0), c.Operand(1))],
        ["operator.sub"] = c => [Ops.Sub(c.Operand(0), c.Operand(1))],
        ["operator.mul"] = c => [Ops.Mul(c.Operand(0), c.Operand(1))],
        ["operator.truediv"] = c => [Ops.Div(c.Operand(0), c.Operand(1))],
        ["operator.floordiv"] = c => [Ops.Div(c.Operand(0), c.Operand(1), DivRounding.Floor)],
        ["operator.mod"] = c => [Ops.Remainder(c.Operand(0), c.Operand(1))],
        ["operator.pow"] = c => [Ops.Pow(c.Operand(0), c.Operand(1))],
        ["operator.and_"] = c => [Ops.BitwiseAnd(c.Operand(0), c.Operand(1))],
        ["operator.or_"] = c => [Ops.BitwiseOr(c.Operand(0), c.Operand(1))],
        ["operator.xor"] = c => [Ops.BitwiseXor(c.Operand(0), c.Operand(1))],
        ["operator.lshift"] = c => [Ops.BitwiseLeftShift(c.Operand(0), c.Operand(1))],
        ["operator.lt"] = c => [Ops.Lt(c.Operand(0), c.Operand(1))],
        ["operator.eq"] = c => [Ops.Eq(c.Operand(0), c.Operand(1))],
        ["where"] = c => c.Inputs.Length < 3 ? null : [Ops.Where(c.X, c.Operand(1), c.Operand(2))],
        ["clamp"] = c => [Ops.Clamp(c.X, c.Has("min") ? c.Operand(-1, "min") : (Operand?)null, c.Has("max") ? c.Operand(-1, "max") : (Operand?)null)],
        ["masked_fill"] = c => [Ops.MaskedFill(c.X, (Tensor)c.Inputs[1]!, c.Operand(2))],
        ["result_type"] = c => [Tensor.Zeros([(int)TypePromotion.ResultType(c.Operand(0), c.Operand(1))])],
    };

    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Functions = new(
        new (string Name, Func<Tensor, Tensor> Op)[]
        {
            ("abs", Ops.Abs), ("neg", Ops.Neg), ("sign", Ops.Sign), ("ceil", Ops.Ceil), ("floor", Ops.Floor), ("trunc", Ops.Trunc), ("frac", Ops.Frac),
            ("sqrt", Ops.Sqrt), ("rsqrt", Ops.Rsqrt), ("square", Ops.Square), ("exp", Ops.Exp), ("exp2", Ops.Exp2), ("expm1", Ops.Expm1), ("log", Ops.Log),
            ("log2", Ops.Log2), ("log10", Ops.Log10), ("log1p", Ops.Log1p), ("sin", Ops.Sin), ("cos", Ops.Cos), ("tan", Ops.Tan), ("asin", Ops.Asin),
            ("acos", Ops.Acos), ("atan", Ops.Atan), ("sinh", Ops.Sinh), ("cosh", Ops.Cosh), ("tanh", Ops.Tanh), ("asinh", Ops.Asinh), ("acosh", Ops.Acosh),
            ("atanh", Ops.Atanh), ("erf", Ops.Erf), ("erfc", Ops.Erfc), ("erfinv", Ops.Erfinv), ("lgamma", Ops.Lgamma), ("digamma", Ops.Digamma),
            ("sigmoid", Ops.Sigmoid), ("reciprocal", Ops.Reciprocal), ("bitwise_not", Ops.BitwiseNot), ("logical_not", Ops.LogicalNot), ("isnan", Ops.IsNaN),
            ("isinf", Ops.IsInf), ("isfinite", Ops.IsFinite), ("relu", Ops.Relu),
        }.Select(f => new KeyValuePair<string, Func<OpCase, Tensor[]?>>(f.Name, c => [f.Op(c.X)])))
    {
        ["round"] = c => [Ops.Round(c.X, c.Argument(-1, "decimals", 0))],
        ["logit"] = c => [Ops.Logit(c.X, c.Has("eps") ? c.Argument(-1, "eps", 0.0) : null)],
    };

    [TestCase("binary")]
    [TestCase("scalars")]
    [TestCase("selection")]
    public void OperationsAreAsInPyTorch(string group) => OpFixture.Check(group, Operations);

    [Test]
    public void FunctionsAreAsInPyTorch() => OpFixture.Check("unary", Functions);

    [Test]
    public void CastsAreAsInPyTorch() => OpFixture.Check("casts", new() { ["to"] = c => [Ops.Cast(c.X, c.DType(1)!.Value)] });

    [Test]
    public void StridedOperandsOfEveryDtypeGiveTheSame()
    {
        // Bits without a value are no operands.
        foreach (DType dtype in DTypes.All.Where(dtype => dtype is not (DType.Bits8 or DType.Bits16 or DType.Bits1X8 or DType.Bits2X4 or DType.Bits4X2 or DType.Float4E2M1FnX2)))
        {
            Tensor x = Ops.Cast(Ops.Mul(Sample.Make([3, 40, 30]), 3), dtype), y = Ops.Cast(Ops.Mul(Sample.Make([40, 1], seed: 2), 3), dtype);
            Tensor expected = Ops.Mul(x, y), actual = Ops.Mul(Sample.Strided(x), Sample.Strided(y));
            Assert.That(actual.To(DType.Float64).ToArray<double>(), Is.EqualTo(expected.To(DType.Float64).ToArray<double>()), dtype.Name());
        }
    }

    [Test]
    public void ARecordingRepeatsThem()
    {
        Tensor x = Sample.Make([4, 3]), y = Ops.Cast(Sample.Make([3], seed: 2), DType.BFloat16);
        Tensor Run(Tensor a, Tensor b) => Ops.Where(Ops.Gt(a, 0.25), Ops.Add(Ops.Exp(a), b, 0.5), Ops.Clamp(Ops.Div(1, b), -2, 2));
        Recorder recorder = new();
        Graph graph = recorder.Finish(Run(recorder.Input(x.Shape), recorder.Input(y.Shape, DType.BFloat16)));
        Sample.AssertSame(graph.Run(x, y)[0], Run(x, y));
    }

    [Test]
    public void BadCallsNameTheOperationAndBothShapes()
    {
        Assert.That(() => Ops.Add(Sample.Make([2, 3]), Sample.Make([2])), Throws.ArgumentException.With.Message.EqualTo("add: [2, 3] and [2] do not broadcast: sizes 3 and 2 of dimension -1 differ and neither is 1"));
        Assert.That(() => Ops.Add(1, 2), Throws.ArgumentException.With.Message.EqualTo("add: all operands are numbers, one tensor was needed"));
        Assert.That(() => Ops.Maximum(Tensor.From<System.Numerics.Complex>(1), 2), Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("maximum: complex128 [1], 2"));
        Assert.That(() => Ops.Div(Tensor.From<int>(1, 2), Tensor.From<int>(1, 0), DivRounding.Floor), Throws.TypeOf<DivideByZeroException>().With.Message.Contains("element 1 of [2]"));
        Assert.That(() => Ops.Add(Tensor.From<ushort>(1), Tensor.From<int>(1)), Throws.ArgumentException.With.Message.Contains("uint16 and int32 have no common dtype"));
    }
}
