namespace PtFormat.Kernels.Graphs;

/// <summary>What a session makes of a graph, to be looked at.</summary>
/// <param name="Graph">After all passes.</param>
/// <param name="ArenaBytes">The memory of one run beside inputs, outputs and weights.</param>
/// <param name="Kernels">The nodes that compute something, in order, each with its kernel's name.</param>
public sealed record CompiledGraph(Graph Graph, long ArenaBytes, IReadOnlyList<(GraphNode Node, string Kernel)> Kernels)
{
    /// <summary>Rewrites a graph, chooses kernels and plans memory, as a session does.</summary>
    public static CompiledGraph Of(Graph graph) => Of(new Plan(new GraphPasses().Apply(graph), []));

    internal static CompiledGraph Of(Plan plan) => new(plan.Graph, plan.MemoryBytes, [.. plan.Kernels.Select(step => (step.Node, step.Kernel.Name))]);
}
