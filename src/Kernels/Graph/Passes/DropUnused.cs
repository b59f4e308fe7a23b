namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>Leaves out what nobody reads: a layer's last states where only its output is wanted.</summary>
sealed class DropUnused : GraphPass
{
    /// <inheritdoc/>
    public override Graph Apply(Graph graph)
    {
        HashSet<GraphValue> read = [.. graph.Outputs.Select(output => output.Value)];
        HashSet<GraphNode> wanted = [];
        foreach (GraphNode node in graph.Nodes.Reverse())
            if (node.Outputs.Any(read.Contains))
            {
                wanted.Add(node);
                read.UnionWith(node.Operands.Where(operand => operand is not null).Select(operand => operand!.Value));
            }
        if (wanted.Count == graph.Nodes.Count)
            return graph;
        Rewriter rewriter = new(graph);
        foreach (GraphNode node in graph.Nodes.Where(wanted.Contains))
            rewriter.Keep(node);
        return rewriter.Finish();
    }
}
