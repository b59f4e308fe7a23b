namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>One rewriting of graphs: the result computes the same.</summary>
abstract class GraphPass
{
    /// <summary>A new graph, or the same one where there is nothing to rewrite.</summary>
    public abstract Graph Apply(Graph graph);
}
