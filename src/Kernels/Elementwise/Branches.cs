using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>
/// Functions of complex numbers whose result jumps along a line: on it the sign of a zero imaginary part says from which side,
/// as C has it and the library has not. So what lies below is mirrored, computed above, and mirrored back.
/// </summary>
static class Branches
{
    public static Complex Sqrt(Complex x) => Mirrored(x, Complex.Sqrt);

    public static Complex Asin(Complex x) => Mirrored(x, Complex.Asin);

    public static Complex Acos(Complex x) => Math.PI / 2 - Asin(x);

    public static Complex Atan(Complex x) => double.IsInfinity(x.Real) || double.IsInfinity(x.Imaginary)
        ? Math.CopySign(Math.PI / 2, x.Real)
        : Mirrored(x, Complex.Atan);

    public static Complex Asinh(Complex x) => Left(Asin(Right(x)));

    public static Complex Acosh(Complex x) => double.IsNegative(x.Imaginary) ? Right(Acos(x)) : Left(Acos(x));

    public static Complex Atanh(Complex x) => Right(Atan(Left(x)));

    static Complex Mirrored(Complex x, Func<Complex, Complex> function) =>
        double.IsNegative(x.Imaginary) ? Complex.Conjugate(function(Complex.Conjugate(x))) : function(x);

    // Times i and times -i, without the zeros of a product.
    static Complex Left(Complex x) => new(-x.Imaginary, x.Real);

    static Complex Right(Complex x) => new(x.Imaginary, -x.Real);
}
