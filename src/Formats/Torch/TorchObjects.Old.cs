using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Tensors as they were pickled before 0.4: an empty object of a tensor class, or a variable, that gets its state.</content>
sealed partial class TorchObjects
{
    TorchTensor? BuildOld(PyObject call, string module, string name, int depth)
    {
        if (call.Form is PyObjectForm.NewObjEx || call.Effects is not ([] or [{ Kind: PickleEffectKind.Build }]))
            return null;
        PyTuple? state = call.Effects.Count == 0 ? null : call.Effects[0].Value as PyTuple;
        bool isTensor = module is "torch" or "torch.cuda" && name.EndsWith("Tensor", StringComparison.Ordinal);
        bool isVariable = (module, name) is ("torch.nn.parameter", "Parameter") or ("torch.autograd.variable", "Variable");
        // Memory without a size, or a size without memory: what PyTorch would hand out is not what was saved.
        if ((isTensor || isVariable) && call.Arguments.Items.Count == 0 && call.Effects.Count == 0)
            throw Malformed($"a {module}.{name} is made empty and never given its state");
        if (isTensor)
            return call.Arguments.Items.Count == 0 && state is { Items.Count: 4 }
                ? OldTensor(StorageOf(state.Items[0]), name, (state.Items[1], state.Items[2], state.Items[3]))
                : null;
        if (isVariable)
            return OldVariable(call.Arguments.Items, state, depth, isParameter: name == "Parameter");
        return null;
    }

    TorchTensor OldTensor(LocatedStorage storage, string name, (PickleValue Offset, PickleValue Size, PickleValue Stride) view)
    {
        if (storage.Reference.Class is not { DType: { } dtype, QuantizedName: null })
            throw Malformed($"a {name} is given a storage without a plain element type");
        // FloatTensor goes with FloatStorage; a plain Tensor takes any.
        if (name != "Tensor" && dtype.Info().StorageName != string.Concat(name.AsSpan(0, name.Length - "Tensor".Length), "Storage"))
            throw Malformed($"a {name} is given a storage of {dtype.Name()}");
        return Strided(storage, dtype, [PyNone.Instance, view.Offset, view.Size, view.Stride], requiresGrad: false, metadata: null);
    }

    // Made of its data, then (requires_grad, volatile, hooks); or of nothing, then (data, gradient, hooks, requires_grad, volatile).
    TorchTensor? OldVariable(IReadOnlyList<PickleValue> arguments, PyTuple? state, int depth, bool isParameter)
    {
        if (depth > MaxDepth)
            throw Malformed($"tensors are wrapped in each other more than {MaxDepth} times");
        PickleValue? data = state is { Items.Count: 5 } ? state.Items[0] : arguments is [var first, ..] ? first : null;
        if (data is null || state is { Items.Count: not (3 or 5) })
            return null;
        bool requiresGrad = state switch
        {
            { Items.Count: 5 } => Flag(state.Items[3], "requires_grad"),
            { Items.Count: 3 } => Flag(state.Items[0], "requires_grad"),
            _ => arguments.Count > 1 ? Flag(arguments[1], "requires_grad") : isParameter,
        };
        return Inner(data, depth, "a variable's data") with { RequiresGrad = requiresGrad, IsParameter = isParameter };
    }
}
