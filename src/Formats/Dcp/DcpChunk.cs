namespace PtFormat.Formats.Dcp;

/// <summary>A box of a tensor that one rank wrote.</summary>
/// <param name="Offsets">Its first index along each dimension of the tensor.</param>
/// <param name="Sizes">Its size along each, none of them 0.</param>
/// <param name="Range">Where its elements lie.</param>
sealed record DcpChunk(long[] Offsets, long[] Sizes, DcpRange Range);
