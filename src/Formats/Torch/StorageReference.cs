namespace PtFormat.Formats.Torch;

/// <summary>A storage as a pickle names it: the tuple that stands before BINPERSID.</summary>
/// <param name="Class">Its class, hence the item size.</param>
/// <param name="Key">The name of its record, or in legacy files a number.</param>
/// <param name="Location">Where it was: <c>cpu</c>, <c>cuda:0</c>, <c>meta</c>.</param>
/// <param name="Count">Its elements; bytes for an untyped storage.</param>
/// <param name="View">Legacy files of before 0.4: the part of the storage that is meant.</param>
readonly record struct StorageReference(StorageClass Class, string Key, string Location, long Count, StorageView? View)
{
    /// <summary>Its length in bytes.</summary>
    public long ByteLength => checked(Count * Class.ItemSize);
}

/// <summary>A part of a storage that was registered as a storage of its own; offset and count in elements.</summary>
sealed record StorageView(string Key, long Offset, long Count);
