namespace PtFormat.Pickle;

/// <summary>An object that lies outside the pickle, under an id. Torch's storages are such.</summary>
public sealed class PyPersistentId : PickleValue
{
    /// <summary>A fresh reference to an outside object.</summary>
    /// <param name="id">The id.</param>
    public PyPersistentId(PickleValue id) : base(PickleKind.PersistentId)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
        Depth = id.Depth + 1;
    }

    /// <summary>The id.</summary>
    public PickleValue Id { get; internal set; }

    /// <summary>The class that the id stands for, or null.</summary>
    public PyGlobal? Class { get; internal init; }

    /// <summary>Where its opcode lies, in bytes from the start of the pickle; -1 for an object that was not read.</summary>
    internal int ByteOffset { get; init; } = -1;
}
