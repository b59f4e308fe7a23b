using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>What the metadata of a distributed checkpoint say of one name.</summary>
/// <param name="Name">The name, flattened: <c>optimizer.state.0.step</c>.</param>
/// <param name="Path">Where it stood before: texts are keys, numbers positions in lists.</param>
abstract record DcpEntry(string Name, IReadOnlyList<StateKey> Path);
