using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>Records a graph anew, node by node, so that some can be left out or replaced.</summary>
sealed class Rewriter
{
    readonly Graph _graph;
    readonly Recorder _recorder;
    readonly Tensor?[] _values;

    public Rewriter(Graph graph)
    {
        _graph = graph;
        _recorder = new(graph.Target);
        _values = new Tensor?[graph.Values.Count];
        foreach (GraphValue input in graph.Inputs)
            _values[input.Index] = _recorder.Input(input.Layout.Shape, input.DType, input.Name);
        foreach (GraphValue constant in graph.Constants)
            foreach ((Layout layout, DType dtype, string name) in constant.Names)
                _recorder.NameConstant(new(constant.Storage!, layout, dtype), name);
    }

    /// <summary>The new graph's tensor for an operand whose value has been put.</summary>
    public Tensor? See(GraphOperand? operand) => operand is null ? null : operand.Constant ?? new(_values[operand.Value.Index]!.Storage, operand.Layout, operand.DType);

    /// <summary>What a node reads.</summary>
    public Tensor?[] Operands(GraphNode node) => [.. node.Operands.Select(See)];

    /// <summary>Says what stands for a value from here on.</summary>
    public void Put(GraphValue value, Tensor tensor) => _values[value.Index] = tensor;

    /// <summary>Records a node as it is.</summary>
    public void Keep(GraphNode node) => Record(node.Op, Operands(node), node.Outputs);

    /// <summary>Records an operation that makes certain values of the old graph.</summary>
    public void Record(Op op, Tensor?[] operands, IReadOnlyList<GraphValue> results)
    {
        Tensor[] outputs = [.. results.Select(result => Tensor.Uninitialized(result.Layout.Shape, result.DType, _recorder))];
        Ops.Run(_recorder, op, operands, outputs);
        for (int i = 0; i < outputs.Length; i++)
            Put(results[i], outputs[i]);
    }

    /// <summary>Records a copy, of a constant too.</summary>
    public Tensor Copy(Tensor tensor)
    {
        Tensor copy = Tensor.Uninitialized(tensor.Shape, tensor.DType, _recorder);
        Ops.Run(_recorder, new CopyOp(), [tensor], [copy]);
        return copy;
    }

    /// <summary>True when the target has a kernel that does this operation, and no copies are needed for it.</summary>
    public bool Runs(Op op, Tensor?[] operands, IReadOnlyList<GraphValue> results) => Backend.Of(_graph.Target)!.Find(
        op, [.. operands.Select(TensorSpec.Of)], [.. results.Select(result => new TensorSpec(result.DType, result.Layout))]) is not null;

    /// <summary>The new graph.</summary>
    public Graph Finish() => Finish([.. _graph.Outputs.Select(output => See(output)!)]);

    /// <summary>The new graph, with other tensors as outputs.</summary>
    public Graph Finish(ReadOnlySpan<Tensor> outputs) => _recorder.Finish(outputs);
}
