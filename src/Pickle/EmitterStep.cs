namespace PtFormat.Pickle;

/// <summary>A node that the writer has begun and not finished: its place on the writer's own stack.</summary>
/// <param name="node">The node that gets the memo slot.</param>
/// <param name="kind">What is being written.</param>
struct EmitterStep(PickleValue node, EmitterStepKind kind)
{
    /// <summary>The node that gets the memo slot.</summary>
    public readonly PickleValue Node = node;

    /// <summary>What is being written.</summary>
    public readonly EmitterStepKind Kind = kind;

    /// <summary>Items, for tuples and the like.</summary>
    public IReadOnlyList<PickleValue> Items = [];

    /// <summary>How the object is made: another node than <see cref="Node"/> where Python's pickler tried twice.</summary>
    public PyObject? Recipe;

    /// <summary>How many items are done.</summary>
    public int Index;

    /// <summary>Where the current batch, or the current run of effects, ends.</summary>
    public int BatchEnd;

    /// <summary>Whether the current batch has a mark.</summary>
    public bool IsMarked;

    /// <summary>Which half of a pair, or which part of a call, comes next.</summary>
    public int Part;
}
