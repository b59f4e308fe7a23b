using PtFormat.Kernels.Graphs.Passes;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// The rewritings that a graph goes through before it is planned, in order; one file each in Passes. What they derive from
/// constants is shared by all graphs that go through one instance, so use one for the graphs of one model. For one thread.
/// </summary>
public sealed class GraphPasses
{
    readonly GraphPass[] _passes = [new DropUnused(), new FoldBatchNorm(), new FuseActivation(), new FuseMaxPool(), new OwnEnds()];

    /// <summary>A graph that computes the same, within rounding, in fewer steps.</summary>
    public Graph Apply(Graph graph)
    {
        foreach (GraphPass pass in _passes)
            graph = pass.Apply(graph);
        return graph;
    }
}
