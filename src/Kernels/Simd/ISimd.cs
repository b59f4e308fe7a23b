namespace PtFormat.Kernels;

/// <summary>
/// Arithmetic on one register of lanes, whatever its width: a function written once over this runs on a scalar, on 128, 256
/// and 512 bits, and inside a GPU kernel. Everything is static abstract on a struct, so each width compiles to its own code.
/// </summary>
/// <typeparam name="V">The register itself.</typeparam>
interface ISimd<V> where V : struct, ISimd<V>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Zeros.</summary>
    static abstract V Zero { get; }

    /// <summary>Ones.</summary>
    static abstract V One { get; }

    /// <summary>One value in every lane, rounded to the lanes' type.</summary>
    static abstract V Broadcast(double value);

    /// <summary>Lane by lane.</summary>
    static abstract V operator +(V left, V right);

    /// <inheritdoc cref="op_Addition"/>
    static abstract V operator -(V left, V right);

    /// <inheritdoc cref="op_Addition"/>
    static abstract V operator *(V left, V right);

    /// <inheritdoc cref="op_Addition"/>
    static abstract V operator /(V left, V right);

    /// <summary>Flips the sign of every lane, of zeros and NaN too.</summary>
    static abstract V operator -(V value);

    /// <summary><c>left * right + addend</c> in one instruction and one rounding where the processor has it, else in two: never in software.</summary>
    static abstract V Fma(V left, V right, V addend);

    /// <summary>
    /// <c>sum += left * right</c> as <see cref="Fma"/> does it. Registers write the sum's field through the reference, so that the
    /// instruction overwrites the sum; of <c>sum = Fma(left, right, sum)</c> the compiler overwrites a factor that is not needed any
    /// more, and copies: in a tile of 24 sums 13 times for each 24 products.
    /// </summary>
    static virtual void AddProduct(ref V sum, V left, V right) => sum = V.Fma(left, right, sum);

    /// <summary>The lesser; NaN where either is NaN.</summary>
    static abstract V Min(V left, V right);

    /// <summary>The greater; NaN where either is NaN.</summary>
    static abstract V Max(V left, V right);

    /// <summary>Without the sign.</summary>
    static abstract V Abs(V value);

    /// <summary><c>left &lt; right ? then : otherwise</c>; a NaN is not less.</summary>
    static abstract V IfLess(V left, V right, V then, V otherwise);

    /// <summary><c>left == right ? then : otherwise</c>; a NaN equals nothing.</summary>
    static abstract V IfEqual(V left, V right, V then, V otherwise);

    /// <summary>The square root.</summary>
    static abstract V Sqrt(V value);

    /// <summary>The value between two bounds; NaN stays.</summary>
    static abstract V Clamp(V value, V low, V high);

    /// <summary>The magnitude of one with the sign of another, of a zero too.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>The value times 2 to the power of an integer from -252 to 254 (float64: -2044 to 2046), rounded once.</summary>
    static abstract V Scale(V value, V exponent);

    /// <summary>e to the power.</summary>
    static abstract V Exp(V value);

    /// <summary>The hyperbolic tangent.</summary>
    static abstract V Tanh(V value);

    /// <summary>1 / (1 + e^-x), which no exponential overflows in.</summary>
    static abstract V Sigmoid(V value);

    /// <summary>The error function.</summary>
    static abstract V Erf(V value);

    /// <summary>A function that has no form for registers, of one lane; wider ones do not have it.</summary>
    static virtual V Map<F>(F function, V value) where F : struct, ILaneFunction => throw Lanes.Unsupported(F.Name);

    /// <inheritdoc cref="Map{F}(F, V)"/>
    static virtual V Map<F>(F function, V left, V right) where F : struct, ILaneFunction2 => throw Lanes.Unsupported(F.Name);
}
