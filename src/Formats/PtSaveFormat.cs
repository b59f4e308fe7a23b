namespace PtFormat.Formats;

/// <summary>Which of torch.save's formats to write.</summary>
public enum PtSaveFormat : byte
{
    /// <summary>The zip archive, the default since 1.6.</summary>
    Zip,
    /// <summary>The stream of five pickles, <c>_use_new_zipfile_serialization=False</c>.</summary>
    Legacy,
}
