using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// [O, C, 5, kw] for <see cref="RowWinograd{V}"/>: for each of the six points, the weights transformed along their columns, as
/// [O, C, kw] in another packing. Transformed in double precision and rounded once.
/// </summary>
/// <param name="Inner">How tiles read the weights of a point.</param>
readonly record struct RowWinogradPacking<TInner>(TInner Inner) : IPacking<RowWinogradPacking<TInner>> where TInner : struct, IPacking<TInner>, IEquatable<TInner>
{
    public long ByteLength(Tensor weight) => Winograd2Of5.Points * PointBytes(weight);

    // Of one of five rows of weights.
    long PointBytes(Tensor weight) => Inner.ByteLength(weight.Narrow(2, 0, 1).Clone());

    public void Pack(Tensor weight, Storage packed)
    {
        (int outer, int width) = ((int)(weight.Shape[0] * weight.Shape[1]), (int)weight.Shape[3]);
        int taps = (int)weight.Shape[2];
        ReadOnlySpan<float> from = weight.Borrow<float>();
        long bytes = PointBytes(weight);
        for (int point = 0; point < Winograd2Of5.Points; point++)
        {
            ReadOnlySpan<double> factors = Winograd2Of5.Weights.Slice(point * taps, taps);
            float[] transformed = new float[outer * width];
            for (int i = 0; i < transformed.Length; i++)
            {
                double sum = 0;
                for (int tap = 0; tap < taps; tap++)
                    sum += factors[tap] * from[(i / width * taps + tap) * width + i % width];
                transformed[i] = (float)sum;
            }
            Inner.Pack(Tensor.From<float>(transformed, [weight.Shape[0], weight.Shape[1], 1, width]), new PartStorage(packed, point * bytes, bytes));
        }
    }
}
