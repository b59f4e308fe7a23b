namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>
/// Copies inputs that are seen in parts and outputs that are not a node's own, whole result, so that a plan can run on the
/// caller's tensors themselves: a view of one would be a new object in every run.
/// </summary>
sealed class OwnEnds : GraphPass
{
    /// <inheritdoc/>
    public override Graph Apply(Graph graph)
    {
        List<GraphOperand> reads = [.. graph.Nodes.SelectMany(node => node.Operands).OfType<GraphOperand>()];
        GraphValue[] seenInParts = [.. graph.Inputs.Where(input => reads.Concat(graph.Outputs).Any(read => read.Value == input && !read.IsWhole))];
        bool[] isOwn = [.. graph.Outputs.Select(output =>
            output is { IsWhole: true, Value.Kind: GraphValueKind.Result } && !reads.Exists(read => read.Value == output.Value)
            && graph.Outputs.Count(other => other.Value == output.Value) == 1)];
        if (seenInParts.Length == 0 && Array.TrueForAll(isOwn, own => own))
            return graph;

        Rewriter rewriter = new(graph);
        foreach (GraphValue input in seenInParts)
            rewriter.Record(new CopyOp(), [rewriter.See(new(input, input.Layout, input.DType))], [input]);
        foreach (GraphNode node in graph.Nodes)
            rewriter.Keep(node);
        return rewriter.Finish([.. graph.Outputs.Select((output, i) => isOwn[i] ? rewriter.See(output)! : rewriter.Copy(rewriter.See(output)!))]);
    }
}
