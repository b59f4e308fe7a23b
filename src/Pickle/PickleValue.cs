namespace PtFormat.Pickle;

/// <summary>A node of the inert tree that a pickle is read into and written from. Identity counts: one node met twice is one Python object.</summary>
/// <remarks>Trees may be deep and cyclic: walk them with a stack of your own and a set of visited nodes.</remarks>
public abstract class PickleValue
{
    /// <summary>Where <see cref="Depth"/> stops counting.</summary>
    internal const int MaxDepth = ushort.MaxValue;

    // Eight bytes for all that every node has: in a pickle a node may be one byte long.
    readonly PickleKind _kind;
    Marks _marks;
    ushort _depth;

    internal PickleValue(PickleKind kind)
    {
        _kind = kind;
        _marks = kind == PickleKind.PersistentId ? 0 : Marks.Memoised;
    }

    /// <summary>The node's type, to switch on.</summary>
    public PickleKind Kind => _kind;

    /// <summary>Whether the writer gives the node a place in the memo, where its type has one.</summary>
    /// <remarks>Part of the value for the sake of its bytes: Python leaves out a few nodes (the parts of a nested class's name since 3.13), torch's own C++ writer many.</remarks>
    public bool IsMemoised
    {
        get => (_marks & Marks.Memoised) != 0;
        internal set => Mark(Marks.Memoised, value);
    }

    /// <summary>Whether the node already lies in another one: growing it then is worth a second look at the nesting.</summary>
    internal bool IsHeld
    {
        get => (_marks & Marks.Held) != 0;
        set => Mark(Marks.Held, value);
    }

    /// <summary>Whether the items were looked at one by one before: doing so for each use of a node would square the work.</summary>
    internal bool IsExamined
    {
        get => (_marks & Marks.Examined) != 0;
        set => Mark(Marks.Examined, value);
    }

    /// <summary>Whether the writer made the node for one place: nothing can refer to it.</summary>
    internal bool IsPassing
    {
        get => (_marks & Marks.Passing) != 0;
        set => Mark(Marks.Passing, value);
    }

    /// <summary>How many levels of containers were found below this node when it last grew, up to <see cref="MaxDepth"/>.</summary>
    internal int Depth
    {
        get => _depth;
        set => _depth = (ushort)Math.Min(value, MaxDepth);
    }

    /// <summary>The hash as a key once computed, or 0: one long text or tuple may be the key of very many dicts.</summary>
    internal int KeyHash { get; set; }

    /// <summary>Atoms have no identity and are shared freely; nothing may be noted on them.</summary>
    internal bool IsAtom => _kind <= PickleKind.Float;

    void Mark(Marks mark, bool value) => _marks = value ? _marks | mark : _marks & ~mark;

    [Flags]
    enum Marks : byte
    {
        Memoised = 1,
        Held = 2,
        Examined = 4,
        Passing = 8,
    }
}
