using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// What one storage holds while a graph runs: an input, a constant, or what a node made. Operands and outputs are values seen
/// through a layout, so views cost no node and two operands share memory exactly when their value is the same object.
/// </summary>
public sealed class GraphValue
{
    readonly List<(Layout Layout, DType DType, string Name)> _names = [];

    internal GraphValue(GraphValueKind kind, Layout layout, DType dtype, Storage? storage = null, string? name = null)
    {
        (Kind, Layout, DType, Storage) = (kind, layout, dtype, storage);
        if (name is not null)
            Call(name, layout, dtype);
    }

    /// <summary>Where the value comes from.</summary>
    public GraphValueKind Kind { get; }

    /// <summary>The place in the graph: inputs from 0 on, then nodes' results in order, then constants.</summary>
    public int Index { get; internal set; } = -1;

    /// <summary>How its maker sees the value: dense from 0 for inputs and results, a weight's own layout for a constant.</summary>
    public Layout Layout { get; }

    /// <summary>The element type its maker sees.</summary>
    public DType DType { get; }

    /// <summary>A constant's bytes; null for inputs and results.</summary>
    public Storage? Storage { get; }

    /// <summary>The node that makes a result; null for inputs and constants.</summary>
    public GraphNode? Producer { get; internal set; }

    /// <summary>What the value is called, or null.</summary>
    public string? Name => NameOf(Layout, DType) ?? (_names.Count > 0 ? _names[0].Name : null);

    /// <summary>Bytes that the value takes: a constant's whole storage, or the elements of an input or result.</summary>
    public long ByteLength => Storage?.ByteLength ?? Layout.ElementCount * DType.ItemSize();

    /// <summary>All names, each with the layout it stands for: one storage may hold several weights.</summary>
    internal IReadOnlyList<(Layout Layout, DType DType, string Name)> Names => _names;

    /// <summary>What exactly this view of the value is called, or null.</summary>
    internal string? NameOf(Layout layout, DType dtype)
    {
        foreach ((Layout Layout, DType DType, string Name) known in _names)
            if (known.DType == dtype && known.Layout.Equals(layout))
                return known.Name;
        return null;
    }

    internal void Call(string name, Layout layout, DType dtype)
    {
        if (NameOf(layout, dtype) is null)
            _names.Add((layout, dtype, name));
    }

    /// <summary>The name, or <c>%3</c>.</summary>
    public override string ToString() => Name ?? FormattableString.Invariant($"%{Index}");
}
