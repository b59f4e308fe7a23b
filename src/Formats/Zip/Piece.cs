namespace PtFormat.Formats.Zip;

/// <summary>A part of a large record, small enough that every core gets some.</summary>
readonly record struct Piece(long Offset, long Bytes)
{
    /// <summary>Pieces of one size, a shorter one last; none of nothing.</summary>
    public static Piece[] Cut(long length, int pieceBytes)
    {
        Piece[] pieces = new Piece[(length + pieceBytes - 1) / pieceBytes];
        for (int i = 0; i < pieces.Length; i++)
            pieces[i] = new((long)i * pieceBytes, Math.Min(pieceBytes, length - (long)i * pieceBytes));
        return pieces;
    }

    /// <summary>The checksum of the whole from those of its pieces.</summary>
    public static uint Join(ReadOnlySpan<Piece> pieces, ReadOnlySpan<uint> sums)
    {
        uint sum = 0;
        for (int i = 0; i < pieces.Length; i++)
            sum = Crc32.Combine(sum, sums[i], pieces[i].Bytes);
        return sum;
    }
}
