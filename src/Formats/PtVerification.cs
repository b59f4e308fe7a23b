using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>What <see cref="PtFile.Verify"/> found.</summary>
/// <param name="Records">How many records the file has.</param>
/// <param name="Bytes">Their length in bytes, inflated.</param>
/// <param name="UncheckedRecords">Records that the file has no checksum of: PyTorch can be told not to compute them.</param>
/// <param name="Tensors">How many tensors the file describes; 0 where a description is wrong.</param>
/// <param name="Problems">What is wrong, in the file's order.</param>
public sealed record PtVerification(int Records, long Bytes, IReadOnlyList<string> UncheckedRecords, int Tensors, IReadOnlyList<PtFormatException> Problems)
{
    /// <summary>True where nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}
