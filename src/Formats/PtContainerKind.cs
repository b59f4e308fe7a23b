namespace PtFormat.Formats;

/// <summary>Which of the field's containers a file is.</summary>
public enum PtContainerKind : byte
{
    /// <summary>A zip archive with a pickle and a record for each storage: <c>torch.save</c> since 1.6.</summary>
    Zip,
    /// <summary>Five pickles and raw storages in one stream: <c>torch.save</c> up to 1.5.</summary>
    Legacy,
    /// <summary>A tar archive: PyTorch before 0.1.10.</summary>
    Tar,
    /// <summary>A pickle on its own.</summary>
    Pickle,
    /// <summary>Tensors behind a JSON header: safetensors.</summary>
    Safetensors,
    /// <summary>One NumPy array: <c>.npy</c>.</summary>
    Npy,
    /// <summary>NumPy arrays by name in a zip archive: <c>.npz</c>.</summary>
    Npz,
    /// <summary>Several files with an index of JSON, as Hugging Face's libraries write large checkpoints.</summary>
    Shards,
    /// <summary>A folder that many processes wrote together: <c>torch.distributed.checkpoint</c>.</summary>
    Dcp,
    /// <summary>A TorchScript archive: <c>torch.jit.save</c>, modules with their code.</summary>
    TorchScript,
    /// <summary>An exported program: <c>torch.export.save</c>, weights with a graph; <c>.pt2</c>.</summary>
    Pt2,
}
