using System.Numerics;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>Holds operations against fixtures/ops: what PyTorch computed, and where it refused.</summary>
static class OpFixture
{
    /// <summary>
    /// Runs every case of the named operations in a group and fails with all that differ: those of PyTorch 2.14, and of 1.13 those
    /// that 2.14 still computes so.
    /// </summary>
    /// <param name="group">The file's name.</param>
    /// <param name="operations">Torch's names, and how each is asked for here; null says that the case is not of ours.</param>
    /// <param name="deviates">Cases in which another answer than PyTorch's is meant.</param>
    public static void Check(string group, Dictionary<string, Func<OpCase, Tensor[]?>> operations, Func<OpCase, bool>? deviates = null)
    {
        OpCase[] newest = OpCase.Load(group), oldest = OpCase.Load(group, "1.13");
        ILookup<string, OpCase> now = newest.ToLookup(c => c.Name, StringComparer.Ordinal);
        OpCase[] kept = [.. oldest.Where(c => c.Outputs is { } outputs && now[c.Name].FirstOrDefault()?.Outputs is { } later && Agree(outputs, later))];
        List<string> wrong = [];
        int run = 0;
        foreach (OpCase c in newest.Concat(kept))
        {
            if (!operations.TryGetValue(c.Operation, out Func<OpCase, Tensor[]?>? operation) || deviates?.Invoke(c) == true || Wrong(c, operation) is not { } difference)
                continue;
            run++;
            if (difference.Length > 0)
                wrong.Add($"{c.Version} {c.Name}: {difference}");
        }
        TestContext.Out.WriteLine($"{group}: {run} cases of {operations.Count} operations; 2.14 still computes {kept.Length} of the {oldest.Count(c => c.Outputs is not null)} results of 1.13");
        Assert.That(run, Is.Positive);
        Assert.That(kept, Has.Length.GreaterThan(oldest.Count(c => c.Outputs is not null) * 9 / 10));
        Assert.That(wrong, Is.Empty, () => $"{wrong.Count} of {run}\n{string.Join("\n", wrong.Take(60))}");
    }

    // What is wrong with a case: nothing where it is empty; null where the case is not of ours.
    static string? Wrong(OpCase c, Func<OpCase, Tensor[]?> operation)
    {
        Tensor[]? actual;
        try
        {
            actual = operation(c);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or InvalidOperationException or DivideByZeroException)
        {
            return c.Outputs is null ? "" : $"threw {e.GetType().Name}: {e.Message}";
        }
        if (actual is null)
            return null;
        // Dtypes that PyTorch has no kernel for may work here.
        if (c.Outputs is null)
            return c.Error!.Contains("not implemented", StringComparison.Ordinal) || c.Error.Contains("support", StringComparison.Ordinal)
                ? "" : $"gave {string.Join(", ", (object[])actual)}, PyTorch: {c.Error}";
        House.ComputedErrors.Note("ops", c.Operation, c.Version, c.Outputs.Select(output => output as Tensor), actual);
        return Difference(c.Outputs, actual) ?? "";
    }

    static bool Agree(object?[] older, object?[] newer) =>
        older.Length == newer.Length && older.Zip(newer).All(pair => pair is not (Tensor was, Tensor now) || Difference(was, now) is null);

    static string? Difference(object?[] expected, Tensor[] actual)
    {
        if (expected.Length != actual.Length)
            return $"{actual.Length} results, expected {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
            if (expected[i] is Tensor tensor && Difference(tensor, actual[i]) is { } difference)
                return expected.Length == 1 ? difference : $"result {i}: {difference}";
        return null;
    }

    static string? Difference(Tensor expected, Tensor actual)
    {
        if (expected.DType != actual.DType || expected.Shape != actual.Shape)
            return $"{actual.DType.Name()} {actual.Shape}, expected {expected.DType.Name()} {expected.Shape}";
        Complex[] wanted = expected.To(DType.Complex128).ToArray<Complex>(), found = actual.To(DType.Complex128).ToArray<Complex>();
        if (expected.DType <= DType.Int64)
        {
            ulong[] exact = expected.To(DType.UInt64).ToArray<ulong>(), got = actual.To(DType.UInt64).ToArray<ulong>();
            return exact.SequenceEqual(got) ? null : $"[{string.Join(", ", found.Select(z => z.Real))}], expected [{string.Join(", ", wanted.Select(z => z.Real))}]";
        }
        double largest = 0;
        foreach (Complex z in wanted)
            foreach (double part in (double[])[z.Real, z.Imaginary])
                if (double.IsFinite(part))
                    largest = Math.Max(largest, Math.Abs(part));
        double relative = expected.DType switch
        {
            DType.Float64 or DType.Complex128 => 1e-11,
            DType.Float16 or DType.Complex32 => 1.0 / 1024,
            DType.BFloat16 => 1.0 / 128,
            _ => 1e-5,
        };
        for (int i = 0; i < wanted.Length; i++)
        {
            // Where complex arithmetic leaves the finite numbers C, C++ libraries and .NET disagree.
            if (expected.DType is DType.Complex32 or DType.Complex64 or DType.Complex128 && !Complex.IsFinite(wanted[i]))
                continue;
            if (!Same(wanted[i].Real, found[i].Real, relative, largest) || !Same(wanted[i].Imaginary, found[i].Imaginary, relative, largest))
                return $"element {i} is {found[i]}, expected {wanted[i]}";
        }
        return null;
    }

    // Of one element with huge neighbours the bound is its own: rounding errors of others are not its.
    static bool Same(double expected, double actual, double relative, double largest) =>
        expected.Equals(actual) || expected == actual || Math.Abs(expected - actual) <= relative * Math.Max(Math.Abs(expected), Math.Min(largest, 1e3));
}
