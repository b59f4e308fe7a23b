using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A tensor as a pickle describes it, once every claim has been checked.</summary>
/// <param name="Kind">Strided, sparse, quantized, …</param>
/// <param name="Value">
/// A <see cref="Tensor"/>, <see cref="SparseTensor"/>, <see cref="QuantizedTensor"/> or <see cref="NestedTensor"/>; null where
/// the file has nothing but a description.
/// </param>
/// <param name="DType">PyTorch's name of the element type.</param>
/// <param name="Shape">The shape; null where there is no single one.</param>
/// <param name="RequiresGrad">Whether PyTorch computes gradients for it.</param>
sealed record TorchTensor(TensorKind Kind, object? Value, string DType, Shape? Shape, bool RequiresGrad)
{
    /// <summary>True for <c>torch.nn.Parameter</c>.</summary>
    public bool IsParameter { get; init; }

    /// <summary>The class of a subclass, dotted; null for a plain tensor or parameter.</summary>
    public string? TypeName { get; init; }

    /// <summary>The elements are conjugated (PyTorch's lazy bit).</summary>
    public bool IsConjugated { get; init; }

    /// <summary>The elements are negated (PyTorch's lazy bit).</summary>
    public bool IsNegated { get; init; }

    /// <summary>What describes it besides tensors, by PyTorch's attribute names: scale, zero point, axis.</summary>
    public IReadOnlyList<(string Name, PickleValue Node)> Facts { get; init; } = [];

    /// <summary>Where the storage was: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Location { get; init; } = "cpu";

    /// <summary>The tensors it is made of, by PyTorch's attribute names.</summary>
    public IReadOnlyList<(string Name, TorchTensor Part)> Parts { get; init; } = [];

    /// <summary>Its Python attributes: a dict, or a tuple of a dict and the slots' dict.</summary>
    public PickleValue? State { get; init; }

    /// <summary>The value with conjugation and negation carried out; computed only where a bit is set.</summary>
    public object? Resolved() => Value is Tensor tensor && (IsConjugated || IsNegated) && Kind == TensorKind.Strided
        ? tensor.Resolve(IsConjugated, IsNegated)
        : Value;
}
