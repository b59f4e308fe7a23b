using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>Where a pickle lies, so that an error about one of its nodes can say where that node stands.</summary>
/// <param name="Record">The record or member that holds it; null where it stands in the file itself.</param>
/// <param name="ByteOffset">Where it starts in that record or file.</param>
readonly record struct PickleOrigin(string? Record, long ByteOffset)
{
    /// <summary>An error about the node that the opcode at <paramref name="offset"/> in the pickle made; negative for none.</summary>
    public PtFormatException Error(PtErrorKind kind, string what, int offset = -1) =>
        new(kind, what, offset < 0 ? null : ByteOffset + offset, Record);
}
