using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>A tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it stood.</param>
/// <param name="DType">Its dtype.</param>
/// <param name="Shape">The shape of the whole.</param>
/// <param name="Chunks">The boxes that it is put together from, which fill it without overlapping.</param>
sealed record DcpTensorEntry(string Name, IReadOnlyList<StateKey> Path, DType DType, Shape Shape, IReadOnlyList<DcpChunk> Chunks) : DcpEntry(Name, Path);
