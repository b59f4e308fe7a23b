using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A tensor at one of its places in a file. A tensor that can be reached by several paths has an entry for each.</summary>
public sealed class TensorEntry
{
    readonly PythonPath? _place;
    readonly TorchTensor _tensor;
    readonly int _index;

    internal TensorEntry(in PythonRow row, TorchTensor tensor) => (_place, _index, _tensor) = (row.Place, row.Index, tensor);

    /// <summary>Where it is, as Python subscripts from the root: <c>['fc.weight']</c>; empty for a bare tensor.</summary>
    public string Path => PythonPath.Text(new PythonRow(_tensor, _place, _index).Path);

    internal TorchTensor Content => _tensor;

    /// <summary>What it is made of.</summary>
    public TensorKind Kind => _tensor.Kind;

    /// <summary>
    /// A <see cref="Tensor"/>, <see cref="SparseTensor"/>, <see cref="QuantizedTensor"/> or <see cref="NestedTensor"/>; null for a
    /// jagged or uninitialized one, whose parts have entries of their own.
    /// </summary>
    public object? Value => _tensor.Value;

    /// <summary>The value where it is one storage seen through strides, else null. Elements as stored: see <see cref="IsConjugated"/>.</summary>
    public Tensor? Tensor => _tensor.Value as Tensor;

    /// <summary>PyTorch's name of the element type: <c>float32</c>, <c>qint8</c>.</summary>
    public string DTypeName => _tensor.DType;

    /// <summary>The shape, or null where there is no single one.</summary>
    public Shape? Shape => _tensor.Shape;

    /// <summary>The distance between neighbours along each dimension, in elements, as PyTorch tells it; null where there are no strides.</summary>
    public IReadOnlyList<long>? Strides => Layout is { } layout ? layout.Strides.ToArray() : null;

    /// <summary>Where the first element lies in the storage, in elements; null where there are no strides.</summary>
    public long? Offset => Layout?.Offset;

    /// <summary>PyTorch's name of the layout: <c>strided</c>, <c>sparse_coo</c>, <c>quantized</c>, <c>nested</c>, …</summary>
    public string LayoutName => _tensor.Value is SparseTensor sparse
        ? sparse.LayoutName
        : Kind == TensorKind.Meta ? "strided" : Kind.ToString().ToLowerInvariant();

    /// <summary>Whether PyTorch computes gradients for it.</summary>
    public bool RequiresGrad => _tensor.RequiresGrad;

    /// <summary>True for <c>torch.nn.Parameter</c>.</summary>
    public bool IsParameter => _tensor.IsParameter;

    /// <summary>The dotted name of a tensor subclass, or null.</summary>
    public string? TypeName => _tensor.TypeName;

    /// <summary>Where it was when it was saved: <c>cpu</c>, <c>cuda:0</c>, <c>meta</c>.</summary>
    public string Location => _tensor.Location;

    /// <summary>PyTorch's lazy bit: the elements are the conjugates of those stored.</summary>
    public bool IsConjugated => _tensor.IsConjugated;

    /// <summary>PyTorch's lazy bit: the elements are the negatives of those stored.</summary>
    public bool IsNegated => _tensor.IsNegated;

    Layout? Layout => Tensor?.Layout;

    /// <summary>Path, dtype and shape.</summary>
    public override string ToString() => $"{Path}: {DTypeName} {Shape}";
}
