namespace PtFormat.Formats.Tar;

/// <summary>A regular file in a tar archive.</summary>
/// <param name="Name">Its name, one plain segment.</param>
/// <param name="Offset">Where its content starts, in bytes from the start of the archive.</param>
/// <param name="ByteLength">How long its content is.</param>
sealed record TarMember(string Name, long Offset, long ByteLength);
