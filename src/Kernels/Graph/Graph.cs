using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// A recorded computation: inputs, constants, and nodes in the order in which they were recorded, which is an order in which
/// they can run. Immutable; what is fused, planned, differentiated, imported or sent to a device is always this. A pass
/// makes a new graph by recording the old one anew (see <see cref="Run"/>) with other operations in place of some.
/// </summary>
public sealed partial class Graph
{
    readonly int[] _lastUse;

    internal Graph(Device target, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> constants, IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphOperand> outputs)
    {
        (Target, Inputs, Constants, Nodes, Outputs) = (target, inputs, constants, nodes, outputs);
        Values = [.. inputs, .. nodes.SelectMany(node => node.Outputs), .. constants];
        for (int i = 0; i < Values.Count; i++)
            Values[i].Index = i;
        _lastUse = FindLastUses();
    }

    /// <summary>Where the graph runs.</summary>
    public Device Target { get; }

    /// <summary>What the caller brings, in order.</summary>
    public IReadOnlyList<GraphValue> Inputs { get; }

    /// <summary>Storages that existed before the recording, in order of first use.</summary>
    public IReadOnlyList<GraphValue> Constants { get; }

    /// <summary>The operations, each after all that it reads.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>What the graph gives back.</summary>
    public IReadOnlyList<GraphOperand> Outputs { get; }

    /// <summary>All values by <see cref="GraphValue.Index"/>: inputs, then results in order, then constants.</summary>
    public IReadOnlyList<GraphValue> Values { get; }

    /// <summary>
    /// The index of the last node that reads a value, the producer's own when none does, -1 for an input or constant that none
    /// reads, and <see cref="int.MaxValue"/> for what the graph gives back.
    /// </summary>
    public int LastUse(GraphValue value) => _lastUse[value.Index];

    /// <summary>The graph as text.</summary>
    public override string ToString() => GraphPrinter.Print(this);

    int[] FindLastUses()
    {
        int[] last = new int[Values.Count];
        Array.Fill(last, -1);
        for (int i = 0; i < Nodes.Count; i++)
        {
            foreach (GraphOperand? operand in Nodes[i].Operands)
                if (operand is not null)
                    last[operand.Value.Index] = i;
            foreach (GraphValue output in Nodes[i].Outputs)
                last[output.Index] = i;
        }
        foreach (GraphOperand output in Outputs)
            last[output.Value.Index] = int.MaxValue;
        return last;
    }
}
