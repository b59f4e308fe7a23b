namespace PtFormat.Kernels;

/// <summary>How GELU computes the normal distribution's share.</summary>
public enum GeluApproximation
{
    /// <summary>By the error function.</summary>
    None,
    /// <summary>By the hyperbolic tangent of a cubic.</summary>
    Tanh,
}
