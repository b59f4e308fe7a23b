using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A value for a container that holds strided tensors by name and nothing else: what does not fit is named, with what to do about it.</summary>
static class PlainTensors
{
    /// <summary>The tensors by name, in order.</summary>
    /// <param name="value">A state_dict of tensors.</param>
    /// <param name="format">What messages call the container.</param>
    /// <param name="holds">Which dtypes it has.</param>
    /// <param name="options">What may be done to tensors that do not fit as they are.</param>
    /// <exception cref="ArgumentException">Something does not fit.</exception>
    public static List<KeyValuePair<string, Tensor>> Of(object? value, string format, Func<DType, bool> holds, PtSaveOptions options)
    {
        if (value is not StateDict state)
            throw new ArgumentException($"{format} holds tensors by name: {(value is null ? "None" : value is Tensor ? "a tensor without a name" : value.GetType().Name)} was given, a StateDict of tensors was needed");
        List<KeyValuePair<string, Tensor>> tensors = new(state.Count);
        foreach ((StateKey key, object? item) in state)
        {
            string name = PtFormatException.Quote(key.ToString());
            if (!key.IsText)
                throw new ArgumentException($"the key {key} is a number: {format} has names; rename it");
            tensors.Add(new(key.Text!, One(name, item, format, holds, options)));
        }
        return tensors;
    }

    /// <summary>One tensor as the container can hold it.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="item">A tensor of any kind.</param>
    /// <param name="format">What messages call the container.</param>
    /// <param name="holds">Which dtypes it has.</param>
    /// <param name="options">What may be done to a tensor that does not fit as it is.</param>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static Tensor One(string name, object? item, string format, Func<DType, bool> holds, PtSaveOptions options)
    {
        Tensor tensor = item switch
        {
            Tensor { Device: var device } plain when device != Device.Meta => plain,
            Tensor => throw Unfit("has no elements (it is on the meta device)", "leave it out"),
            SparseTensor sparse when options.Dense => DenseCopy.Of(name, sparse, LoadLimits.Default),
            SparseTensor sparse => throw Unfit($"is {sparse.LayoutName}", $"set {nameof(PtSaveOptions)}.{nameof(PtSaveOptions.Dense)} (convert: --dense), or save its parts as tensors"),
            QuantizedTensor quantized when options.Dequantize => quantized.Dequantize(),
            QuantizedTensor quantized => throw Unfit($"is quantized ({quantized.Name})", $"set {nameof(PtSaveOptions)}.{nameof(PtSaveOptions.Dequantize)} (convert: --dequantize), which gives float32"),
            NestedTensor => throw Unfit("is a nested tensor", "save its parts as tensors"),
            StateDict => throw Unfit("is a dictionary", "save one state_dict alone: StateDict(\"…\") (convert: --state-dict NAME)"),
            _ => throw Unfit($"is no tensor but {item switch { null => "None", long => "an int", double => "a float", bool => "a bool", string => "a text", TupleValue => "a tuple", IList<object?> => "a list", _ => item.GetType().Name }}", "save one state_dict alone: StateDict(\"…\") (convert: --state-dict NAME)"),
        };
        return holds(tensor.DType) ? tensor : throw Unfit($"is {tensor.DType.Name()}", Remedy(tensor.DType, holds));

        ArgumentException Unfit(string what, string remedy) => new($"{name} {what}, which {format} cannot hold: {remedy}");
    }

    static string Remedy(DType dtype, Func<DType, bool> holds) =>
        dtype.IsFloatingPoint() && dtype.HoldsNumbers() ? "convert it to float32 (convert: --dtype float32)"
        : dtype.IsComplex() && holds(DType.Complex64) ? "convert it to complex64 with Tensor.To, or keep PyTorch's own format"
        : "keep PyTorch's own format";
}
