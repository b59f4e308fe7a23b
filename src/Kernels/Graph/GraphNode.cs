namespace PtFormat.Kernels.Graphs;

/// <summary>One operation of a graph.</summary>
public sealed class GraphNode
{
    internal GraphNode(Op op, IReadOnlyList<GraphOperand?> operands, IReadOnlyList<GraphValue> outputs)
    {
        (Op, Operands, Outputs) = (op, operands, outputs);
        foreach (GraphValue output in outputs)
            output.Producer = this;
    }

    /// <summary>What is done.</summary>
    public Op Op { get; }

    /// <summary>What it is done to, in the operation's order; null where an optional operand is absent.</summary>
    public IReadOnlyList<GraphOperand?> Operands { get; }

    /// <summary>What it makes.</summary>
    public IReadOnlyList<GraphValue> Outputs { get; }

    /// <summary>As a printed graph shows it: <c>%3 = relu(%2)</c>.</summary>
    public override string ToString() => GraphPrinter.Describe(this);
}
