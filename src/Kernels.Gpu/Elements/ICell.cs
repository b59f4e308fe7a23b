namespace PtFormat.Kernels.Gpu;

/// <summary>How elements of a dtype, which lie in memory as <typeparamref name="T"/>, become the numbers that are computed with, and back.</summary>
interface ICell<T> where T : unmanaged
{
    /// <summary>As float32, which holds every narrower float.</summary>
    float ToFloat(T value);

    /// <summary>As float64.</summary>
    double ToDouble(T value);

    /// <summary>As an integer; fractions are cut off.</summary>
    long ToLong(T value);

    /// <summary>The nearest element.</summary>
    T FromFloat(float value);

    /// <inheritdoc cref="FromFloat"/>
    T FromDouble(double value);

    /// <summary>The element of the same low bits, or the nearest float.</summary>
    T FromLong(long value);
}
