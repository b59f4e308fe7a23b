using System.Globalization;
using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// A number beside tensors: as in PyTorch its kind (bool, integer, float, complex) counts when dtypes are promoted and its
/// precision does not, so <c>x * 0.5</c> of a float16 tensor is a float16 tensor.
/// </summary>
public readonly record struct Scalar
{
    readonly long _whole;
    readonly Complex _value;

    Scalar(DType kind, long whole, Complex value) => (Kind, _whole, _value) = (kind, whole, value);

    /// <summary>The widest dtype of its kind: bool, int64, float64 or complex128.</summary>
    public DType Kind { get; }

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(DType.Bool, value ? 1 : 0, value ? 1 : 0);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(DType.Int64, value, value);

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => (long)value;

    /// <summary>A float.</summary>
    public static implicit operator Scalar(double value) => new(DType.Float64, 0, value);

    /// <summary>A complex number.</summary>
    public static implicit operator Scalar(Complex value) => new(DType.Complex128, 0, value);

    /// <summary>The number as a float; the real part of a complex one.</summary>
    public double ToDouble() => _value.Real;

    /// <summary>The number as an integer, truncated.</summary>
    public long ToInt64() => Kind <= DType.Int64 ? _whole : (long)_value.Real;

    /// <summary>A tensor of one element and no dimensions.</summary>
    public Tensor ToTensor(DType dtype) => (Kind switch
    {
        DType.Complex128 => Tensor.From<Complex>([_value], []),
        DType.Float64 => Tensor.From<double>([_value.Real], []),
        _ => Tensor.From<long>([_whole], []),
    }).To(dtype);

    /// <summary>As C# writes it.</summary>
    public override string ToString() => Kind switch
    {
        DType.Complex128 => _value.ToString(CultureInfo.InvariantCulture),
        DType.Float64 => _value.Real.ToString(CultureInfo.InvariantCulture),
        DType.Bool => _whole != 0 ? "True" : "False",
        _ => _whole.ToString(CultureInfo.InvariantCulture),
    };
}
