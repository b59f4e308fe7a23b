namespace PtFormat.Formats.Dcp;

/// <summary>PyTorch's modules and files for distributed checkpoints.</summary>
static class DcpNames
{
    /// <summary>The file that a checkpoint is opened by.</summary>
    public const string File = ".metadata";

    /// <summary>The module of the metadata's classes.</summary>
    public const string Metadata = "torch.distributed.checkpoint.metadata";

    /// <summary>The module of the class that says where an item lies.</summary>
    public const string FileSystem = "torch.distributed.checkpoint.filesystem";
}
