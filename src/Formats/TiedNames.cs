using System.Text;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// Names that lead to one tensor, for containers in which each has bytes of its own. As the safetensors library's <c>save_model</c>
/// asks, the first name in order is kept. (Views of one storage that differ are no such names: each is written out.)
/// </summary>
static class TiedNames
{
    /// <summary>Takes the names out that lead where another does, and says which other; in the order of their names.</summary>
    public static IReadOnlyList<(string Name, string Kept)> Remove(List<KeyValuePair<string, Tensor>> tensors)
    {
        List<(string Name, string Kept)> removed = [];
        foreach (IGrouping<View, KeyValuePair<string, Tensor>> tied in tensors.Where(tensor => tensor.Value.ElementCount > 0).GroupBy(tensor => new View(tensor.Value)).Where(group => group.Skip(1).Any()).ToArray())
        {
            string[] names = [.. tied.Select(tensor => tensor.Key).Order(ByCodePoint)];
            removed.AddRange(names.Skip(1).Select(name => (name, names[0])));
        }
        HashSet<string> gone = new(removed.Select(pair => pair.Name), StringComparer.Ordinal);
        tensors.RemoveAll(tensor => gone.Contains(tensor.Key));
        return [.. removed.OrderBy(pair => pair.Kept, ByCodePoint).ThenBy(pair => pair.Name, ByCodePoint)];
    }

    /// <summary>Python's and Rust's order of texts, which is that of their UTF-8.</summary>
    public static IComparer<string> ByCodePoint { get; } =
        Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <summary>Equal where two tensors are the same elements in the same order.</summary>
    readonly struct View(Tensor tensor) : IEquatable<View>
    {
        readonly Tensor _tensor = tensor;

        public bool Equals(View other) => ReferenceEquals(_tensor.Storage, other._tensor.Storage) && _tensor.DType == other._tensor.DType
            && _tensor.Shape == other._tensor.Shape && _tensor.Layout.Offset == other._tensor.Layout.Offset && _tensor.Layout.Strides.SequenceEqual(other._tensor.Layout.Strides);

        public override bool Equals(object? obj) => obj is View other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_tensor.Storage), _tensor.Layout.Offset);
    }
}
