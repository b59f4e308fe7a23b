using System.Text.RegularExpressions;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;
using PtFormat.Tests;

namespace PtFormat.Gpu.Tests;

/// <summary>What goes by way of the processor: right, and only what docs/gpu.md names.</summary>
public sealed partial class HostKernelTests
{
    static readonly (string Name, Func<Tensor, Tensor> Function)[] Functions =
    [
        ("sort", x => Ops.Sort(x, 0).Values),
        ("sin", Ops.Sin),
        ("cos", Ops.Cos),
        ("atan2", x => Ops.Atan2(x, 2.0)),
        ("lgamma", Ops.Lgamma),
        ("erfinv", Ops.Erfinv),
        ("floor_divide", x => Ops.Div(x, 3, DivRounding.Floor)),
        ("scatter with a greatest", x => Ops.Scatter(x, 0, Tensor.From<long>(0).To(x.Device), Tensor.From<float>(9).To(x.Device), ScatterMode.Max)),
        ("complex numbers", x => Ops.Cast(Ops.Cast(x, DType.Complex64), DType.Float32)),
        ("upsample in float64", x => Ops.Upsample(Ops.Cast(x, DType.Float64).View(1, 1, -1), new(UpsampleMode.Linear, 1, 5))),
    ];

    [Test]
    public void ComputesAsTheProcessorDoes()
    {
        foreach ((string name, Func<Tensor, Tensor> function) in Functions)
            Assert.That(() => Same.Check(TestDevice.Emulator, t => function(t[0]), 0, Tensor.From<float>(0.5f, -0.25f, 3, 0.75f)), Throws.Nothing, name);
    }

    [Test]
    public void TheDocumentNamesWhatTakesThisWay()
    {
        using GpuDevice device = OwnEmulator.Open();
        foreach ((_, Func<Tensor, Tensor> function) in Functions)
            function(Tensor.From<float>(0.5f, -0.25f, 3, 0.75f).To(device));
        Assert.That(device.HostOperations.Except(Documented()), Is.Empty);
        Assert.That(device.HostOperations, Is.Not.Empty);
    }

    /// <summary>The operations that the document names.</summary>
    internal static string[] Documented()
    {
        string document = File.ReadAllText(Repository.Path("docs", "gpu.md")), section = document[document.IndexOf("## By way of the processor", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 5, StringComparison.Ordinal)];
        return [.. Code().Matches(section).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("`([a-z0-9_]+)`")]
    private static partial Regex Code();
}
