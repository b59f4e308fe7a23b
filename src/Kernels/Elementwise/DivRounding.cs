namespace PtFormat.Kernels;

/// <summary>What happens to a quotient.</summary>
public enum DivRounding
{
    /// <summary>Nothing: it is a float.</summary>
    None,
    /// <summary>It is rounded down.</summary>
    Floor,
    /// <summary>It is rounded towards zero.</summary>
    Trunc,
}
