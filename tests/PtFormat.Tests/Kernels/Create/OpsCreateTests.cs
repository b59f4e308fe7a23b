using System.Numerics;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Create;

sealed class OpsCreateTests
{
    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Operations = new()
    {
        ["arange"] = c => [c.Inputs.Length == 1 ? Ops.Arange(0, Number(c.Inputs[0]), null, c.DType()) : Ops.Arange(Number(c.Inputs[0]), Number(c.Inputs[1]), c.Inputs.Length > 2 ? Number(c.Inputs[2]) : null, c.DType())],
        ["linspace"] = c => [Ops.Linspace(Number(c.Inputs[0]).ToDouble(), Number(c.Inputs[1]).ToDouble(), (long)c.Inputs[2]!, c.DType() ?? DType.Float32)],
        ["full"] = c => [Ops.Full(Shape.Create(c.Sizes(0)), Number(c.Inputs[1]), c.DType())],
        ["eye"] = c => [Ops.Eye((long)c.Inputs[0]!, c.Inputs.Length > 1 ? (long)c.Inputs[1]! : null, c.DType() ?? DType.Float32)],
    };

    [Test]
    public void CreationIsAsInPyTorch() => OpFixture.Check("creation", Operations, IsBeyondRange);

    // PyTorch's distance from the least to the greatest number overflows; here it does not.
    static bool IsBeyondRange(OpCase c) => c.Inputs[0] is -1e308;

    static Scalar Number(object? value) => value switch
    {
        bool truth => truth,
        long whole => whole,
        double real => real,
        Complex complex => complex,
        _ => throw new NotSupportedException($"{value}"),
    };
}
