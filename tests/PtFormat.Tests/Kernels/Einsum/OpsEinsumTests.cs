using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Einsum;

sealed class OpsEinsumTests
{
    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Operations = new()
    {
        ["matmul"] = c => IsReal(c) ? [Ops.MatMul(c.X, (Tensor)c.Inputs[1]!)] : null,
        ["bmm"] = c => IsReal(c) ? [Ops.Bmm(c.X, (Tensor)c.Inputs[1]!)] : null,
        ["outer"] = c => [Ops.Outer(c.X, (Tensor)c.Inputs[1]!)],
        ["einsum"] = c => [Ops.Einsum((string)c.Inputs[0]!, [.. c.Inputs[1..].Cast<Tensor>()])],
    };

    [Test]
    public void ProductsAreAsInPyTorch() => OpFixture.Check("products", Operations);

    static bool IsReal(OpCase c) => c.X.DType is DType.Float32 or DType.Float64;
}
