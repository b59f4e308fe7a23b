namespace PtFormat.Formats;

/// <summary>Which format to write: torch.save's, or another that holds tensors.</summary>
public enum PtSaveFormat : byte
{
    /// <summary>The zip archive, the default since 1.6.</summary>
    Zip,
    /// <summary>The stream of five pickles, <c>_use_new_zipfile_serialization=False</c>.</summary>
    Legacy,
    /// <summary>Safetensors: a state_dict of tensors and nothing else.</summary>
    Safetensors,
    /// <summary>NumPy's file of one array.</summary>
    Npy,
    /// <summary>NumPy's archive of arrays by name, as <c>numpy.savez</c> writes it.</summary>
    Npz,
}
