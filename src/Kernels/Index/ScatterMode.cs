namespace PtFormat.Kernels;

/// <summary>What happens where an element goes to a place that holds one.</summary>
public enum ScatterMode
{
    /// <summary>It replaces it; of several the last stays.</summary>
    Set,
    /// <summary>It is added.</summary>
    Add,
    /// <summary>It is multiplied.</summary>
    Multiply,
    /// <summary>The greater stays; NaN where one is NaN.</summary>
    Max,
    /// <summary>The lesser stays; NaN where one is NaN.</summary>
    Min,
}
