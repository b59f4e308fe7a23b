using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// A weight [O, C, 3, 3] transformed in double precision, as tiles read it: for each of the points and each block of output
/// channels, channel by channel the numbers of the block's channels.
/// </summary>
/// <typeparam name="TWinograd">The transform.</typeparam>
/// <param name="TileRows">The tallest tile (<see cref="RowBlocks"/>).</param>
readonly record struct WinogradPacking<TWinograd>(int TileRows) : IPacking<WinogradPacking<TWinograd>> where TWinograd : struct, IWinograd
{
    public long ByteLength(Tensor weight) => weight.Shape[0] * weight.Shape[1] * TWinograd.Points * TWinograd.Points * sizeof(float);

    public void Pack(Tensor weight, Storage packed)
    {
        int outChannels = (int)weight.Shape[0], channels = (int)weight.Shape[1], points = TWinograd.Points;
        nint matrix = (nint)outChannels * channels;
        ReadOnlySpan<float> from = weight.Borrow<float>();
        Span<float> to = packed.BorrowForWriting<float>(0, matrix * points * points);
        RowBlocks blocks = new(outChannels, TileRows);
        ReadOnlySpan<double> g = TWinograd.Weights;
        Span<double> half = stackalloc double[3 * points];
        for (int block = 0; block < blocks.Count; block++)
        {
            int first = blocks.First(block), rows = blocks.First(block + 1) - first;
            for (int row = 0; row < rows; row++)
                for (int c = 0; c < channels; c++)
                {
                    ReadOnlySpan<float> taps = from.Slice(((first + row) * channels + c) * 9, 9);
                    for (int i = 0; i < points; i++)
                        for (int kx = 0; kx < 3; kx++)
                            half[3 * i + kx] = g[3 * i] * taps[kx] + g[3 * i + 1] * taps[3 + kx] + g[3 * i + 2] * taps[6 + kx];
                    int place = first * channels + c * rows + row;
                    for (int i = 0; i < points; i++)
                        for (int j = 0; j < points; j++)
                            to[(int)((i * points + j) * matrix) + place] = (float)(half[3 * i] * g[3 * j] + half[3 * i + 1] * g[3 * j + 1] + half[3 * i + 2] * g[3 * j + 2]);
                }
        }
    }
}
