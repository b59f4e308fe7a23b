using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Cli.Inspect;

/// <summary>Which storages the tensors of a file lie in, and what they come to.</summary>
sealed class StorageUses
{
    readonly Dictionary<Storage, string> _firstUses = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, Sum> _dtypes = new(StringComparer.Ordinal);
    int _tensors;
    long _elements;

    /// <summary>Counts a tensor.</summary>
    /// <returns>The name of the first tensor in the same storage; null where this is the first, or has none of its own.</returns>
    public string? Add(TensorEntry entry)
    {
        _tensors++;
        Sum sum = _dtypes.GetValueOrDefault(entry.DTypeName) ?? new(0, 0);
        _dtypes[entry.DTypeName] = new(sum.Tensors + 1, sum.Bytes + ElementBytes(entry));
        if (entry is not { Kind: TensorKind.Strided, Tensor: { } tensor })
            return null;
        _elements += tensor.ElementCount;
        return _firstUses.TryAdd(tensor.Storage, TensorNames.Show(entry.Path)) ? null : _firstUses[tensor.Storage];
    }

    /// <summary>Bytes of a tensor's elements; 0 for what has none of its own.</summary>
    public static long ElementBytes(TensorEntry? entry) => entry is { Kind: TensorKind.Strided, Tensor: { } tensor } ? tensor.ElementCount * tensor.DType.ItemSize() : 0;

    /// <summary>What is to be said of a tensor beside its figures.</summary>
    public static string Note(TensorEntry entry, string? shares) => entry.Kind switch
    {
        TensorKind.Strided => shares is null ? "" : $"shares the storage of {PlainText.Fit(shares, PlainText.MaxColumnWidth)}",
        TensorKind.Meta => "meta",
        _ => entry.LayoutName,
    };

    /// <summary>The sums, and those of each dtype where there are several.</summary>
    /// <param name="columns">Where lines end; null where they need not.</param>
    public IEnumerable<string> Sums(int? columns)
    {
        yield return $"{Figures.Count(_tensors, "tensor")}, {Figures.Count(_elements, "element")}, {Figures.Count(_firstUses.Keys.Sum(storage => storage.ByteLength), "byte")} in {Figures.Count(_firstUses.Count, "storage")}";
        if (_dtypes.Count < 2)
            yield break;
        string line = "";
        foreach ((string name, Sum sum) in _dtypes.OrderByDescending(dtype => dtype.Value.Bytes).ThenBy(dtype => dtype.Key, StringComparer.Ordinal))
        {
            string next = $"{name}: {Figures.Count(sum.Tensors, "tensor")}, {Figures.Size(sum.Bytes)}";
            if (line.Length > 0 && line.Length + 2 + next.Length > columns)
            {
                yield return line;
                line = "";
            }
            line += line.Length == 0 ? next : $"; {next}";
        }
        yield return line;
    }

    sealed record Sum(int Tensors, long Bytes);
}
