using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>
/// Makes one operation of a node and the only reader of its result. The kernels then finish a result while it is in registers or
/// in the nearest cache, where a second pass over it would read and write memory again.
/// </summary>
abstract class Absorption : GraphPass
{
    /// <summary>The one operation that does what two do, with what makes its operands when its place has come; or null.</summary>
    /// <param name="producer">A node with one result, which only the reader reads, as a whole.</param>
    /// <param name="reader">A node with one result, whose first operand is the producer's.</param>
    protected abstract (Op Op, Func<Rewriter, Tensor?[]> Operands)? Join(GraphNode producer, GraphNode reader);

    /// <inheritdoc/>
    public sealed override Graph Apply(Graph graph)
    {
        int[] uses = new int[graph.Values.Count];
        foreach (GraphOperand? operand in graph.Nodes.SelectMany(node => node.Operands).Concat(graph.Outputs))
            if (operand is not null)
                uses[operand.Value.Index]++;

        Dictionary<GraphNode, (GraphNode Producer, Op Op, Func<Rewriter, Tensor?[]> Operands)> joined = [];
        HashSet<GraphNode> producers = [];
        foreach (GraphNode reader in graph.Nodes)
            if (reader is { Outputs.Count: 1, Operands: [{ IsWhole: true, Value.Producer: { Outputs.Count: 1 } producer } first, ..] }
                && uses[first.Value.Index] == 1 && !joined.ContainsKey(producer) && Join(producer, reader) is { } join)
            {
                joined.Add(reader, (producer, join.Op, join.Operands));
                producers.Add(producer);
            }
        if (joined.Count == 0)
            return graph;

        // Recorded in the reader's place, where everything that either reads is there.
        Rewriter rewriter = new(graph);
        foreach (GraphNode node in graph.Nodes)
            if (joined.TryGetValue(node, out (GraphNode Producer, Op Op, Func<Rewriter, Tensor?[]> Operands) join))
            {
                Tensor?[] operands = join.Operands(rewriter);
                if (rewriter.Runs(join.Op, operands, node.Outputs))
                    rewriter.Record(join.Op, operands, node.Outputs);
                else
                {
                    rewriter.Keep(join.Producer);
                    rewriter.Keep(node);
                }
            }
            else if (!producers.Contains(node))
                rewriter.Keep(node);
        return rewriter.Finish();
    }
}
