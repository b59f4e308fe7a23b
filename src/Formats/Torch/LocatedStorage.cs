using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage that a tensor is given, or the part of it that is meant.</summary>
/// <param name="Reference">What the pickle says of the whole storage.</param>
/// <param name="Storage">The whole storage.</param>
/// <param name="FirstElement">Where the part starts; 0 but in files of before 0.4.</param>
/// <param name="ByteLength">How long the part is.</param>
sealed record LocatedStorage(StorageReference Reference, Storage Storage, long FirstElement, long ByteLength);
