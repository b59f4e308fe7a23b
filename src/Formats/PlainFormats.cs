using PtFormat.Formats.Safetensors;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>Saving in formats that hold tensors and nothing else. Everything that can be wrong with a value is found before a byte is written.</summary>
static class PlainFormats
{
    /// <exception cref="ArgumentException">The format cannot hold the value.</exception>
    public static Func<DualWriter, ValueTask> Plan(object? value, PtSaveOptions options) => options.Format switch
    {
        PtSaveFormat.Safetensors => Safetensors(PlainTensors.Of(value, "safetensors", dtype => SafetensorsDTypes.Rank(dtype) >= 0, options), options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Format, "no such format"),
    };

    static Func<DualWriter, ValueTask> Safetensors(List<KeyValuePair<string, Tensor>> tensors, PtSaveOptions options)
    {
        List<KeyValuePair<string, string>> metadata = [.. options.Metadata];
        foreach ((string name, string kept) in TiedNames.Remove(tensors))
        {
            options.OnTied?.Invoke(name, kept);
            if (!metadata.Exists(known => known.Key == name))
                metadata.Add(new(name, kept));
        }
        return SafetensorsWriter.Plan(tensors, metadata, LoadLimits.Default);
    }
}
