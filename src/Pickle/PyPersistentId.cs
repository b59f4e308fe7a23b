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
    public PickleValue Id { get; }
}
