using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>Calls that no layer and no operation takes: each says where, what was found and what was needed, in one sentence.</summary>
public sealed partial class BadCallTests
{
    static IEnumerable<TestCaseData> Rows => new[]
    {
        Convolutions,
        Pools,
        Pads,
        Shaping,
        Activations,
        Sequences,
    }.SelectMany(part => part).Select(row => new TestCaseData(row.Call, row.Message).SetArgDisplayNames(row.Message));

    [Test]
    public void ThereAreManyMoreThanSixty() => Assert.That(Rows.Count(), Is.GreaterThan(60));

    [TestCaseSource(nameof(Rows))]
    public void SaysWhatIsWrong(Func<object?> call, string message)
    {
        Exception? thrown = Assert.Catch(() => call());
        Assert.That(thrown, Is.InstanceOf<ArgumentException>().Or.InstanceOf<NotSupportedException>().Or.InstanceOf<InvalidOperationException>());
        // What .NET adds for an argument that was named.
        Assert.That(thrown!.Message.Split(" (Parameter")[0], Is.EqualTo(message));
    }

    static Tensor X(params long[] sizes) => Tensor.Zeros(Shape.Create(sizes));

    static Tensor X(DType dtype, params long[] sizes) => Tensor.Zeros(Shape.Create(sizes), dtype);
}
