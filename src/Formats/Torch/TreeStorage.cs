using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage that a tree refers to.</summary>
/// <param name="Key">Its name in persistent ids and records.</param>
/// <param name="Storage">Its bytes.</param>
/// <param name="Count">Its elements, as the persistent id counts them.</param>
sealed record TreeStorage(string Key, Storage Storage, long Count);
