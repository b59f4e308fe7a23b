namespace PtFormat.Tensors;

/// <summary>The element type of a tensor. Names, sizes and storage classes are rows of <see cref="DTypes"/>.</summary>
public enum DType : byte
{
    /// <summary>Truth values, one byte each: zero is false, anything else is true.</summary>
    Bool,
    /// <summary>Unsigned 8-bit integers.</summary>
    UInt8,
    /// <summary>Signed 8-bit integers.</summary>
    Int8,
    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16,
    /// <summary>Signed 16-bit integers.</summary>
    Int16,
    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32,
    /// <summary>Signed 32-bit integers.</summary>
    Int32,
    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64,
    /// <summary>Signed 64-bit integers.</summary>
    Int64,
    /// <summary>IEEE 754 binary16.</summary>
    Float16,
    /// <summary>The upper half of a binary32: 8 exponent bits, 7 mantissa bits.</summary>
    BFloat16,
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>IEEE 754 binary64.</summary>
    Float64,
    /// <summary>Two binary16: real and imaginary part.</summary>
    Complex32,
    /// <summary>Two binary32: real and imaginary part.</summary>
    Complex64,
    /// <summary>Two binary64: real and imaginary part.</summary>
    Complex128,
    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no infinities (OCP E4M3).</summary>
    Float8E4M3Fn,
    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, bias 8, one zero and one NaN.</summary>
    Float8E4M3FnUz,
    /// <summary>8-bit float, 5 exponent and 2 mantissa bits (OCP E5M2).</summary>
    Float8E5M2,
    /// <summary>8-bit float, 5 exponent and 2 mantissa bits, bias 16, one zero and one NaN.</summary>
    Float8E5M2FnUz,
    /// <summary>8-bit power of two without sign: a block scale (OCP E8M0).</summary>
    Float8E8M0Fnu,
    /// <summary>Two bfloat16: real and imaginary part.</summary>
    BComplex32,
    /// <summary>Two 4-bit floats in a byte: 2 exponent bits, 1 mantissa bit (OCP E2M1), the first in the lower half.</summary>
    Float4E2M1FnX2,
    /// <summary>Bytes without a meaning of their own.</summary>
    Bits8,
    /// <summary>Pairs of bytes without a meaning of their own.</summary>
    Bits16,
    /// <summary>Bytes of eight 1-bit elements.</summary>
    Bits1X8,
    /// <summary>Bytes of four 2-bit elements.</summary>
    Bits2X4,
    /// <summary>Bytes of two 4-bit elements.</summary>
    Bits4X2,
}
