using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>[O, terms] for <see cref="ChannelTile{V}"/>: register by register of output channels, term by term; the last register ends in zeros.</summary>
/// <param name="Width">Lanes of a register.</param>
readonly record struct ChannelPacking(int Width) : IPacking<ChannelPacking>
{
    public long ByteLength(Tensor weight) => (weight.Shape[0] + Width - 1) / Width * Width * (weight.ElementCount / weight.Shape[0]) * sizeof(float);

    public void Pack(Tensor weight, Storage packed)
    {
        int channels = (int)weight.Shape[0], terms = (int)(weight.ElementCount / channels);
        ReadOnlySpan<float> from = weight.Borrow<float>();
        Span<float> to = packed.BorrowForWriting<float>(0, ByteLength(weight) / sizeof(float));
        int next = 0;
        for (int first = 0; first < channels; first += Width)
            for (int term = 0; term < terms; term++)
                for (int o = first; o < first + Width; o++)
                    to[next++] = o < channels ? from[o * terms + term] : 0;
    }
}
