using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>
/// Copies what a plan could not read or write where the caller has it: outputs that are not all of a result that is read nowhere else
/// and, on devices whose storages are their own, inputs and outputs that nodes see through a view. In the host's memory a view of the
/// caller's tensor is made once, over a <see cref="LentStorage"/>.
/// </summary>
sealed class OwnEnds : GraphPass
{
    /// <inheritdoc/>
    public override Graph Apply(Graph graph)
    {
        bool canLend = graph.Target == Device.Cpu;
        List<GraphOperand> reads = [.. graph.Nodes.SelectMany(node => node.Operands).OfType<GraphOperand>()];
        // As another type an element may need a boundary that the caller's tensor does not start on.
        GraphValue[] copied = [.. graph.Inputs.Where(input => reads.Concat(graph.Outputs).Any(read => read.Value == input && !(read.IsWhole || canLend && read.DType == input.DType)))];
        bool[] isOwn = [.. graph.Outputs.Select(output =>
            output.Value.Kind == GraphValueKind.Result && (output.IsWhole || canLend && IsAll(output)) && !reads.Exists(read => read.Value == output.Value)
            && graph.Outputs.Count(other => other.Value == output.Value) == 1)];
        if (copied.Length == 0 && Array.TrueForAll(isOwn, own => own))
            return graph;

        Rewriter rewriter = new(graph);
        foreach (GraphValue input in copied)
            rewriter.Record(new CopyOp(), [rewriter.See(new(input, input.Layout, input.DType))], [input]);
        foreach (GraphNode node in graph.Nodes)
            rewriter.Keep(node);
        return rewriter.Finish([.. graph.Outputs.Select((output, i) => isOwn[i] ? rewriter.See(output)! : rewriter.Copy(rewriter.See(output)!))]);
    }

    // The elements of the value in their order, in another shape.
    static bool IsAll(GraphOperand output) =>
        output.DType == output.Value.DType && output.Layout is { IsDense: true, Offset: 0 } && output.Layout.ElementCount == output.Value.Layout.ElementCount;
}
