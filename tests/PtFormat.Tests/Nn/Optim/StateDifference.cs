using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>Compares state_dicts: keys, their order and the kinds of values exactly, floats up to their last bits.</summary>
static class StateDifference
{
    /// <param name="expected">What PyTorch has.</param>
    /// <param name="actual">What is here.</param>
    /// <param name="relative">How far float32 may be from it, as a share of the largest element.</param>
    /// <param name="path">Where both stand.</param>
    /// <param name="scale">At least this counts as the largest: what was subtracted before has left its rounding behind.</param>
    public static string? Find(object? expected, object? actual, double relative, string path = "", double scale = 0)
    {
        switch (expected, actual)
        {
            case (StateDict wanted, StateDict found):
                if (!wanted.Keys.SequenceEqual(found.Keys))
                    return $"{path} has [{string.Join(", ", found.Keys)}], expected [{string.Join(", ", wanted.Keys)}]";
                return wanted.Keys.Select(key => Find(wanted[key], found[key], relative, $"{path}[{key}]")).FirstOrDefault(difference => difference is not null);
            case (Tensor wanted, Tensor found):
                return wanted.DType != found.DType || wanted.Shape != found.Shape ? $"{path} is {found}, expected {wanted}" : Numbers(path, Doubles(wanted), Doubles(found), wanted.DType == DType.Float64 ? relative * 1e-6 : relative, scale);
            case (double wanted, double found):
                return Numbers(path, [wanted], [found], Math.Min(relative, 1e-12));
            case (TupleValue or IList<object?>, TupleValue or IList<object?>):
                object?[] a = [.. (IEnumerable<object?>)expected], b = [.. (IEnumerable<object?>)actual];
                return expected is TupleValue != actual is TupleValue || a.Length != b.Length ? $"{path} is another list"
                    : a.Select((item, i) => Find(item, b[i], relative, $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
            default:
                return Equals(expected, actual) ? null : $"{path} is {actual ?? "None"} ({actual?.GetType().Name}), expected {expected ?? "None"} ({expected?.GetType().Name})";
        }
    }

    public static string? Numbers(string path, double[] expected, double[] actual, double relative, double scale = 0)
    {
        double largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Append(scale).Max();
        for (int i = 0; i < expected.Length; i++)
            if (!expected[i].Equals(actual[i]) && !(Math.Abs(expected[i] - actual[i]) <= relative * largest))
                return FormattableString.Invariant($"{path} element {i} is {actual[i]:r}, expected {expected[i]:r}");
        return null;
    }

    public static double[] Doubles(Tensor tensor) => tensor.To(DType.Float64).ToArray<double>();
}
