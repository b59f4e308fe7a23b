using PtFormat.Formats.Scan;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

public sealed partial class PtFile
{
    /// <summary>
    /// Lists every Python name that a file speaks: in every pickle of every container, in files inside it, behind what would be
    /// refused, and behind the point where a broken pickle ends. Nothing is run, and no tensor is read.
    /// </summary>
    /// <param name="source">The file; it stays open.</param>
    /// <param name="limits">Limits; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="progress">Told how many bytes of pickles were looked at so far.</param>
    /// <param name="cancellation">Ends the scan between two names or pickles.</param>
    /// <returns>The names, and what could not be read.</returns>
    /// <exception cref="PtFormatException">The file is <see cref="PtErrorKind.Unsupported"/>: by its content none that PyTorch would unpickle.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PtScan Scan(ByteSource source, LoadLimits? limits = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return new FileScan(limits ?? LoadLimits.Default, source.Name, progress, cancellation).Run(source);
        }
        catch (PtFormatException e)
        {
            throw e.In(source.Name, null);
        }
    }
}
