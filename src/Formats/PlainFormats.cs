using PtFormat.Formats.Npy;
using PtFormat.Formats.Safetensors;
using PtFormat.Formats.Zip;
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
        PtSaveFormat.Npy => Npy(value, options),
        PtSaveFormat.Npz => NpzWriter.Plan([.. PlainTensors.Of(value, ".npz", NpyWriter.CanHold, options).Select(array => KeyValuePair.Create(array.Key, NpyWriter.Payload(array.Key, array.Value, LoadLimits.Default)))], options.Compress),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Format, "no such format"),
    };

    static Func<DualWriter, ValueTask> Npy(object? value, PtSaveOptions options)
    {
        if (value is not (Tensor or SparseTensor or QuantizedTensor or NestedTensor))
            throw new ArgumentException($".npy holds one array, a {value?.GetType().Name ?? "None"} was given: .npz holds several by name (convert: --to npz), and 'ptformat extract' writes one file each");
        IPayload payload = NpyWriter.Payload("the tensor", PlainTensors.One("the tensor", value, ".npy", NpyWriter.CanHold, options), LoadLimits.Default);
        return output => TensorPayload.WriteAsync(output, payload);
    }

    /// <summary>The tensors of a checkpoint in several files; of tied names one, where each would have bytes of its own.</summary>
    public static List<KeyValuePair<string, Tensor>> ForShards(StateDict state, PtSaveOptions options)
    {
        if (options.IsTorch)
            return PlainTensors.Of(state, "a checkpoint in several files", _ => true, options);
        List<KeyValuePair<string, Tensor>> tensors = PlainTensors.Of(state, "safetensors", dtype => SafetensorsDTypes.Rank(dtype) >= 0, options);
        foreach ((string name, string kept) in TiedNames.Remove(tensors))
            options.OnTied?.Invoke(name, kept);
        return tensors;
    }

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
