namespace PtFormat.Tensors;

/// <summary>One subscript of a tensor. Integers, <c>^1</c> and ranges convert to it by themselves.</summary>
public readonly record struct TensorIndex
{
    TensorIndex(TensorIndexKind kind, long? start = null, long? stop = null, long step = 1) => (Kind, Start, Stop, Step) = (kind, start, stop, step);

    /// <summary>As many whole dimensions as are left: Python's <c>...</c>.</summary>
    public static TensorIndex Ellipsis { get; } = new(TensorIndexKind.Ellipsis);

    /// <summary>A new dimension of size 1: Python's <c>None</c>.</summary>
    public static TensorIndex NewAxis { get; } = new(TensorIndexKind.NewAxis);

    /// <summary>What it does.</summary>
    public TensorIndexKind Kind { get; }

    /// <summary>The position, or the first one kept; negative from the end, null for the first.</summary>
    public long? Start { get; }

    /// <summary>The first position that is not kept any more; negative from the end, null for none.</summary>
    public long? Stop { get; }

    /// <summary>The distance between kept positions.</summary>
    public long Step { get; }

    /// <summary>Python's <c>start:stop:step</c>.</summary>
    public static TensorIndex Slice(long? start = null, long? stop = null, long step = 1) => new(TensorIndexKind.Slice, start, stop, step);

    /// <summary>Python's <c>::step</c>.</summary>
    public static TensorIndex Every(long step) => Slice(step: step);

    /// <summary>A position; negative from the end.</summary>
    public static implicit operator TensorIndex(long position) => new(TensorIndexKind.Position, position);

    /// <summary>A position; negative from the end.</summary>
    public static implicit operator TensorIndex(int position) => (long)position;

    /// <summary>A position from the end: <c>^1</c> is the last.</summary>
    public static implicit operator TensorIndex(Index position) => position.IsFromEnd ? -position.Value : position.Value;

    /// <summary>A part: <c>1..3</c>, <c>..^1</c>, <c>..</c>.</summary>
    public static implicit operator TensorIndex(Range range) => Slice(
        range.Start.IsFromEnd ? range.Start.Value == 0 ? long.MaxValue : -range.Start.Value : range.Start.Value,
        range.End.IsFromEnd ? range.End.Value == 0 ? null : -range.End.Value : range.End.Value);
}
