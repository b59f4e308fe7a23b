namespace PtFormat.Kernels;

/// <summary>How many elements become one.</summary>
public enum Reduction
{
    /// <summary>Their sum.</summary>
    Sum,
    /// <summary>Their sum divided by their number.</summary>
    Mean,
    /// <summary>Their product.</summary>
    Prod,
    /// <summary>The greatest, the first NaN before all others; a second output is its index.</summary>
    Max,
    /// <summary>The least, the first NaN before all others; a second output is its index.</summary>
    Min,
    /// <summary>Whether one is not zero.</summary>
    Any,
    /// <summary>Whether none is zero.</summary>
    All,
    /// <summary>The mean square of the distances from the mean; the parameter is taken from their number first.</summary>
    Var,
    /// <summary>The square root of <see cref="Var"/>.</summary>
    Std,
    /// <summary>The logarithm of the sum of their exponentials.</summary>
    LogSumExp,
    /// <summary>The p-norm; the parameter is p.</summary>
    Norm,
}
