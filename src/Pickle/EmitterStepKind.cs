namespace PtFormat.Pickle;

/// <summary>What the writer is in the middle of.</summary>
enum EmitterStepKind : byte
{
    /// <summary>A tuple.</summary>
    Tuple,

    /// <summary>A list's items.</summary>
    List,

    /// <summary>A dict's items.</summary>
    Dict,

    /// <summary>A set's items.</summary>
    Set,

    /// <summary>A frozenset.</summary>
    FrozenSet,

    /// <summary>A persistent id.</summary>
    PersistentId,

    /// <summary>The call that makes an object.</summary>
    Call,

    /// <summary>What happens to an object after it is made.</summary>
    Effects,
}
