namespace PtFormat.Formats;

/// <summary>A pickle inside a file, as bytes: to be listed, not loaded.</summary>
/// <param name="Name">What messages call it: the record's name, or which of several it is.</param>
/// <param name="ByteOffset">Where it starts in the file, in bytes; null where it is compressed.</param>
/// <param name="Content">The bytes from its start on; behind its STOP others may follow.</param>
public sealed record PicklePart(string Name, long? ByteOffset, Stream Content);
