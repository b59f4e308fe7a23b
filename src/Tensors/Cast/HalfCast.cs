using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Tensors;

/// <summary>float16 and float32, by the library's vector loops; rounds to nearest, ties to even. A signalling NaN becomes quiet.</summary>
static class HalfCast
{
    public static void Widen(ReadOnlySpan<Half> source, Span<float> destination) => Primitives.ConvertToSingle(source, destination);

    public static void Narrow(ReadOnlySpan<float> source, Span<Half> destination) => Primitives.ConvertToHalf(source, destination);
}
