namespace PtFormat.Kernels.Gpu;

/// <summary>Kernels of small convolutions with an activation and 2 by 2 max-pooling, generated for numbers of taps and out channels.</summary>
static partial class ConvPool
{
    public const int Threads = 128;

    /// <summary>Weights of a group's channels that fit shared memory: 16 KB.</summary>
    public const int SharedWeights = 4096;

    // Beyond these every group reads the images again for few channels, and tiles are faster; measure where there is a device.
    const int MostOutChannels = 32;

    /// <summary>The out channels that a group computes, or null where there is no kernel.</summary>
    public static int? Channels(int kernel, int inChannels, int outChannels)
    {
        if (kernel is not (3 or 5) || inChannels * kernel * kernel * 8 > SharedWeights || outChannels > MostOutChannels)
            return null;
        return kernel == 5 && outChannels % 8 is > 0 and <= 6 && outChannels <= 6 ? 6 : 8;
    }

    // A NaN wins, as in pooling.
    static float Largest<TFunction>(TFunction function, float bias, float a, float b, float c, float d) where TFunction : struct, IUnaryFunction =>
        Larger(Larger(Finish(function, a + bias), Finish(function, b + bias)), Larger(Finish(function, c + bias), Finish(function, d + bias)));

    static float Finish<TFunction>(TFunction function, float value) where TFunction : struct, IUnaryFunction => function.Apply(new F32Lane(value)).Value;

    static float Larger(float a, float b) => a > b | NaN.Is(a) ? a : b;
}
