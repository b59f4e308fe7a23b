using NUnit.Framework;
using PtFormat.Kernels.Gpu;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Nn;

namespace PtFormat.Gpu.Tests;

/// <summary>What PyTorch computed in the cases of fixtures/layers and fixtures/losses, every layer computes on PoCL too.</summary>
public sealed class LayerTests
{
    // Sums in other orders than the processor's.
    const double Relative = 1e-4;

    static IEnumerable<string> Names() => LayerTable.Rows.Keys;

    [TestCaseSource(nameof(Names))]
    public void ComputesWhatPyTorchComputes(string layer)
    {
        GpuDevice device = TestDevice.Pocl;
        LayerRow row = LayerTable.Rows[layer];
        LayerCase[] cases = [.. LayerCase.Load("layers", "2.14", layer), .. LayerCase.Load("losses", "2.14", layer)];
        // Random numbers are drawn in host memory, in training only.
        List<string> wrong = [.. from c in cases
                                 where c.Seed is null && row.Deviates?.Invoke(c) is null
                                 let difference = Wrong(row, c, device)
                                 where difference is not null
                                 select $"{c}: {difference}"];
        Assert.That(wrong, Is.Empty, () => $"{wrong.Count} of {cases.Length}\n{string.Join("\n", wrong)}");
    }

    static string? Wrong(LayerRow row, LayerCase c, GpuDevice device)
    {
        try
        {
            Module module = row.Make(c.Arguments);
            module.LoadStateDict(c.State);
            if (c.Train)
                module.Train();
            else
                module.Eval();
            module.To(device);
            Tensor?[] found = row.Run(module, c.On(device)), expected = c.Outputs;
            if (found.Length != expected.Length)
                return $"{found.Length} results, expected {expected.Length}";
            for (int i = 0; i < expected.Length; i++)
                if (expected[i] is { } wanted && Difference(wanted, found[i]!, Math.Max(row.Relative, Relative)) is { } difference)
                    return $"result {i}: {difference}";
            return null;
        }
        catch (Exception e) when (e is not AssertionException)
        {
            return e.ToString();
        }
    }

    static string? Difference(Tensor expected, Tensor found, double relative)
    {
        if (expected.DType != found.DType || expected.Shape != found.Shape)
            return $"{found}, expected {expected}";
        double[] wanted = expected.To(DType.Float64).ToArray<double>(), given = found.To(Device.Cpu).To(DType.Float64).ToArray<double>();
        double largest = wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < wanted.Length; i++)
            if (!wanted[i].Equals(given[i]) && !(Math.Abs(wanted[i] - given[i]) <= relative * largest))
                return FormattableString.Invariant($"element {i} is {given[i]:g9}, expected {wanted[i]:g9}");
        return null;
    }
}
