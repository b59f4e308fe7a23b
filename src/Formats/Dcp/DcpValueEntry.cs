using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>Anything else.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it stood.</param>
/// <param name="Range">Where it lies.</param>
sealed record DcpValueEntry(string Name, IReadOnlyList<StateKey> Path, DcpRange Range) : DcpEntry(Name, Path);
