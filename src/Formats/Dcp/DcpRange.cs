namespace PtFormat.Formats.Dcp;

/// <summary>Where the file of one item lies among others: what <c>torch.save</c> wrote of a chunk, or of a value that is no tensor.</summary>
/// <param name="File">The plain name of the file that holds it.</param>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
readonly record struct DcpRange(string File, long Offset, long Length);
