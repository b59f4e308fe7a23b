using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The sine.</summary>
    public static Tensor Sin(Tensor x) => RunUnary(x, new Sin());

    /// <summary>The cosine.</summary>
    public static Tensor Cos(Tensor x) => RunUnary(x, new Cos());

    /// <summary>The tangent.</summary>
    public static Tensor Tan(Tensor x) => RunUnary(x, new Tan());

    /// <summary>The inverse of sin.</summary>
    public static Tensor Asin(Tensor x) => RunUnary(x, new Asin());

    /// <summary>The inverse of cos.</summary>
    public static Tensor Acos(Tensor x) => RunUnary(x, new Acos());

    /// <summary>The inverse of tan.</summary>
    public static Tensor Atan(Tensor x) => RunUnary(x, new Atan());

    /// <summary>The hyperbolic sine.</summary>
    public static Tensor Sinh(Tensor x) => RunUnary(x, new Sinh());

    /// <summary>The hyperbolic cosine.</summary>
    public static Tensor Cosh(Tensor x) => RunUnary(x, new Cosh());

    /// <summary>The inverse of sinh.</summary>
    public static Tensor Asinh(Tensor x) => RunUnary(x, new Asinh());

    /// <summary>The inverse of cosh.</summary>
    public static Tensor Acosh(Tensor x) => RunUnary(x, new Acosh());

    /// <summary>The inverse of tanh.</summary>
    public static Tensor Atanh(Tensor x) => RunUnary(x, new Atanh());
}
