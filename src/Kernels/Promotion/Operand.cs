using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>What an operation of elements takes: a tensor or a number. Both convert to it by themselves: <c>Ops.Mul(x, 0.5)</c>.</summary>
public readonly struct Operand
{
    Operand(Tensor? tensor, Scalar scalar) => (Tensor, Scalar) = (tensor, scalar);

    /// <summary>The tensor, or null for a number.</summary>
    public Tensor? Tensor { get; }

    /// <summary>The number, where there is no tensor.</summary>
    public Scalar Scalar { get; }

    /// <summary>The sizes; none for a number.</summary>
    public Shape Shape => Tensor?.Shape ?? default;

    /// <summary>A tensor.</summary>
    public static implicit operator Operand(Tensor tensor) => new(tensor ?? throw new ArgumentNullException(nameof(tensor)), default);

    /// <summary>A number.</summary>
    public static implicit operator Operand(Scalar value) => new(null, value);

    /// <inheritdoc cref="op_Implicit(Scalar)"/>
    public static implicit operator Operand(bool value) => new(null, value);

    /// <inheritdoc cref="op_Implicit(Scalar)"/>
    public static implicit operator Operand(int value) => new(null, value);

    /// <inheritdoc cref="op_Implicit(Scalar)"/>
    public static implicit operator Operand(long value) => new(null, value);

    /// <inheritdoc cref="op_Implicit(Scalar)"/>
    public static implicit operator Operand(double value) => new(null, value);

    /// <inheritdoc cref="op_Implicit(Scalar)"/>
    public static implicit operator Operand(Complex value) => new(null, value);

    /// <summary><c>float32 [2, 3]</c>, or the number.</summary>
    public override string ToString() => Tensor is null ? Scalar.ToString() : $"{Tensor.DType.Name()} {Tensor.Shape}";
}
