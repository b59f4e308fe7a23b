using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>How tensors of positions index some dimensions of a tensor: those are moved to the front and seen as one.</summary>
sealed class IndexPlan
{
    readonly string _name;
    readonly Tensor[] _positions;

    public IndexPlan(string name, Tensor x, Tensor?[] positions)
    {
        if (positions.Length > x.Rank)
            throw new ArgumentException($"{name}: {x.Shape} has {x.Rank} dimensions, {positions.Length} were indexed");
        _name = name;
        Indexed = [.. Enumerable.Range(0, positions.Length).Where(d => positions[d] is not null)];
        int[] kept = [.. Enumerable.Range(0, x.Rank).Where(d => !Indexed.Contains(d))];
        Order = [.. Indexed, .. kept];
        Kept = [.. kept.Select(d => x.Shape[d])];
        Sizes = Shape.Create([.. Indexed.Select(d => x.Shape[d])]);
        Shape broadcast = [];
        foreach (int d in Indexed)
            broadcast = Broadcasting.Combine(name, broadcast, positions[d]!.Shape);
        Broadcast = [.. broadcast];
        LinearIndexOp op = new(Sizes);
        _positions = [.. Indexed.Select(d => Ops.IndexOf(op, positions[d]!).Expand(Broadcast))];
    }

    /// <summary>The dimensions that are indexed, ascending.</summary>
    public int[] Indexed { get; }

    /// <summary>All dimensions, the indexed ones first.</summary>
    public int[] Order { get; }

    /// <summary>The sizes of the indexed dimensions.</summary>
    public Shape Sizes { get; }

    /// <summary>The sizes of the others.</summary>
    public long[] Kept { get; }

    /// <summary>The sizes that the positions have together.</summary>
    public long[] Broadcast { get; }

    /// <summary>True where the positions' dimensions come first in the result: the indexed ones do, or are no neighbours.</summary>
    public bool IsInFront => Indexed[0] == 0 || Indexed[^1] - Indexed[0] + 1 != Indexed.Length;

    /// <summary>The positions in all indexed dimensions at once.</summary>
    public Tensor Linear() => Ops.Run(new LinearIndexOp(Sizes), DType.Int64, Shape.Create(Broadcast), _positions);

    /// <summary>The order that moves the positions' dimensions from the front to where the indexed ones were.</summary>
    public int[] Back()
    {
        int moved = Broadcast.Length, before = Indexed[0];
        return [.. Enumerable.Range(moved, before), .. Enumerable.Range(0, moved), .. Enumerable.Range(moved + before, Kept.Length - before)];
    }
}
