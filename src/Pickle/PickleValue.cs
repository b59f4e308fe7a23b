namespace PtFormat.Pickle;

/// <summary>A node of the inert tree that a pickle is read into and written from. Identity counts: one node met twice is one Python object.</summary>
/// <remarks>Trees may be deep and cyclic: walk them with a stack of your own and a set of visited nodes.</remarks>
public abstract class PickleValue
{
    internal PickleValue(PickleKind kind)
    {
        Kind = kind;
        IsMemoised = kind != PickleKind.PersistentId;
    }

    /// <summary>The node's type, to switch on.</summary>
    public PickleKind Kind { get; }

    /// <summary>Whether the writer gives the node a place in the memo, where its type has one.</summary>
    /// <remarks>Part of the value for the sake of its bytes: Python leaves out a few nodes (the parts of a nested class's name since 3.13), torch's own C++ writer many.</remarks>
    public bool IsMemoised { get; internal set; }

    /// <summary>Whether the node already lies in another one: growing it then is worth a second look at the nesting.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>How many levels of containers were found below this node when it last grew.</summary>
    internal int Depth { get; set; }

    /// <summary>Atoms have no identity and are shared freely; nothing may be noted on them.</summary>
    internal bool IsAtom => Kind <= PickleKind.Float;
}
