namespace PtFormat.Formats;

/// <summary>A record of any container, as <see cref="PtFile.Verify"/> reads it: to its end, keeping nothing.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="ByteLength">Its length.</param>
/// <param name="IsUnchecked">True where the file holds no checksum of it.</param>
/// <param name="Verify">Reads it and tells how many bytes each step took.</param>
sealed record CheckableRecord(string Name, long ByteLength, bool IsUnchecked, Action<Action<long>?, CancellationToken> Verify);
