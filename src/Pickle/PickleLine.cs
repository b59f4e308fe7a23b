namespace PtFormat.Pickle;

/// <summary>One opcode of a listing.</summary>
/// <param name="ByteOffset">Where it lies, in bytes from the start of the pickle.</param>
/// <param name="Depth">How many marks are open.</param>
/// <param name="Opcode">Its name.</param>
/// <param name="Argument">Its argument as text, escaped and cut, or empty; for MEMOIZE the memo's number.</param>
/// <param name="Note">What it builds or finds, or empty.</param>
public sealed record PickleLine(long ByteOffset, int Depth, string Opcode, string Argument, string Note);
