namespace PtFormat.Kernels;

/// <summary>What becomes of the vectors of a bag.</summary>
public enum BagMode
{
    /// <summary>Their sum.</summary>
    Sum,
    /// <summary>Their mean.</summary>
    Mean,
    /// <summary>The greatest of each element.</summary>
    Max,
}
