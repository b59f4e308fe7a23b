using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage that a tensor is given.</summary>
/// <param name="Reference">What the pickle says of the whole storage.</param>
/// <param name="Storage">The storage, or in files of before 0.4 perhaps a part of it, sharing its memory.</param>
sealed record LocatedStorage(StorageReference Reference, Storage Storage);
