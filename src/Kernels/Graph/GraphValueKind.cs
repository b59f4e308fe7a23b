namespace PtFormat.Kernels.Graphs;

/// <summary>Where a value of a graph comes from.</summary>
public enum GraphValueKind
{
    /// <summary>The caller of <see cref="Graph.Run"/> brings it.</summary>
    Input,
    /// <summary>A storage that existed before the recording, such as a weight's.</summary>
    Constant,
    /// <summary>A node makes it.</summary>
    Result,
}
