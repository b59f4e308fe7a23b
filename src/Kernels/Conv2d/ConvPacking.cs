using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// [O, terms] as tiles read it: for each group and each block of its output channels, term by term the weights of the block's
/// channels. The terms' order is the weight's own.
/// </summary>
/// <param name="Groups">The convolution's groups.</param>
/// <param name="TileRows">The tallest tile (<see cref="RowBlocks"/>).</param>
readonly record struct ConvPacking(int Groups, int TileRows) : IPacking<ConvPacking>
{
    public long ByteLength(Tensor weight) => weight.ElementCount * sizeof(float);

    public void Pack(Tensor weight, Storage packed)
    {
        int channels = (int)weight.Shape[0] / Groups, terms = (int)(weight.ElementCount / weight.Shape[0]);
        ReadOnlySpan<float> from = weight.Borrow<float>();
        Span<float> to = packed.BorrowForWriting<float>(0, weight.ElementCount);
        RowBlocks blocks = new(channels, TileRows);
        int next = 0;
        for (int group = 0; group < Groups; group++)
            for (int block = 0; block < blocks.Count; block++)
                for (int term = 0; term < terms; term++)
                    for (int row = blocks.First(block); row < blocks.First(block + 1); row++)
                        to[next++] = from[(group * channels + row) * terms + term];
    }
}
