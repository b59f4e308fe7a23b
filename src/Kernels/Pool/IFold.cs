namespace PtFormat.Kernels;

/// <summary>How pooling joins elements, in any order. A struct, so that the loops compile to its instruction.</summary>
interface IFold
{
    /// <summary>What changes nothing, and so stands for the padding.</summary>
    static abstract float Neutral { get; }

    /// <summary>True where a window's result is divided by its count.</summary>
    static abstract bool IsMean { get; }

    /// <summary>Lane by lane.</summary>
    static abstract V Join<V>(V left, V right) where V : struct, ISimd<V>;
}

/// <summary>The largest; NaN where there is one.</summary>
readonly struct MaxFold : IFold
{
    public static float Neutral => float.NegativeInfinity;

    public static bool IsMean => false;

    public static V Join<V>(V left, V right) where V : struct, ISimd<V> => V.Max(left, right);
}

/// <summary>The sum, to be divided.</summary>
readonly struct MeanFold : IFold
{
    public static float Neutral => 0;

    public static bool IsMean => true;

    public static V Join<V>(V left, V right) where V : struct, ISimd<V> => left + right;
}
