using System.Collections.Concurrent;
using PtFormat.Tensors;

namespace PtFormat.Tests.House;

/// <summary>How far results were from PyTorch's while tests ran, for the conformance page.</summary>
static class ComputedErrors
{
    static readonly ConcurrentDictionary<(string Kind, string Name, string Version), (int Cases, double Largest)> Found = new();

    /// <summary>Notes a case: the largest difference of finite elements, relative to the largest magnitude of the result; floats of 16 bits left out.</summary>
    public static void Note(string kind, string name, string version, IEnumerable<Tensor?> expected, IEnumerable<Tensor?> actual)
    {
        double largest = 0;
        foreach ((Tensor? wanted, Tensor? found) in expected.Zip(actual))
            if (wanted is not null && found is not null && wanted.Shape == found.Shape && IsWide(wanted.DType))
                largest = Math.Max(largest, Error(wanted, found));
        Found.AddOrUpdate((kind, name, version), (1, largest), (_, before) => (before.Cases + 1, Math.Max(before.Largest, largest)));
    }

    /// <summary>The cases that ran, and the largest error among them; null where none ran.</summary>
    public static (int Cases, double Largest)? Of(string kind, string name, string version) => Found.TryGetValue((kind, name, version), out (int, double) found) ? found : null;

    // Of floats of 16 bits and less an error is one rounding or none.
    static bool IsWide(DType dtype) => dtype is not (DType.Float16 or DType.BFloat16 or DType.Complex32);

    static double Error(Tensor expected, Tensor actual)
    {
        // As many parts as there are: a complex element is two.
        double[] wanted = Parts(expected), found = Parts(actual);
        double scale = 0, error = 0;
        for (int i = 0; i < wanted.Length; i++)
            if (double.IsFinite(wanted[i]) && double.IsFinite(found[i]))
            {
                scale = Math.Max(scale, Math.Abs(wanted[i]));
                error = Math.Max(error, Math.Abs(wanted[i] - found[i]));
            }
        return error == 0 ? 0 : error / scale;
    }

    static double[] Parts(Tensor tensor) => tensor.DType is DType.Complex32 or DType.Complex64 or DType.Complex128
        ? [.. tensor.To(DType.Complex128).ToArray<System.Numerics.Complex>().SelectMany(z => new[] { z.Real, z.Imaginary })]
        : tensor.To(DType.Float64).ToArray<double>();
}
