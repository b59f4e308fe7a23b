using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>A value seen through a layout: what a node reads and what a graph gives back.</summary>
/// <param name="Value">Whose memory it is.</param>
/// <param name="Layout">Where the elements lie, from the start of the value's memory.</param>
/// <param name="DType">The element type.</param>
public sealed record GraphOperand(GraphValue Value, Layout Layout, DType DType)
{
    /// <summary>True when this is the value as its maker sees it, not a view of it.</summary>
    public bool IsWhole => DType == Value.DType && Layout.Equals(Value.Layout);

    /// <summary>The constant this operand is, or null when its value is no constant.</summary>
    public Tensor? Constant => Value.Storage is { } storage ? new(storage, Layout, DType) : null;

    /// <summary>As a printed graph shows it: <c>%6.view[1, 400]</c>.</summary>
    public override string ToString() => GraphPrinter.Describe(this);
}
