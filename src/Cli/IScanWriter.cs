namespace PtFormat.Cli;

/// <summary>Prints what a scan finds.</summary>
interface IScanWriter
{
    void Add(ScannedFile file);

    /// <summary>All files were added.</summary>
    /// <param name="skipped">How many files of folders are none of PyTorch's.</param>
    void End(int skipped);
}
