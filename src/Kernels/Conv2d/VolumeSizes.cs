namespace PtFormat.Kernels;

/// <summary>The sizes of a convolution of volumes; images are one plane deep.</summary>
readonly record struct VolumeSizes(
    int Batch, int Channels, int OutChannels, int Groups, Size3 Size, Size3 OutSize, Size3 Kernel, Size3 Stride, Size3 Padding, Size3 Dilation)
{
    /// <summary>Input channels of one group.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Products in each output element.</summary>
    public int Terms => checked(GroupChannels * Kernel.Volume);
}
