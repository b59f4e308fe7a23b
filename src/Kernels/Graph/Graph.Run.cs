using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <content>Replay, node for node: what every plan and every pass is compared with.</content>
public sealed partial class Graph
{
    // No element is larger, so a dense input that starts on such a boundary can be seen as any dtype.
    const int InputAlignmentBytes = 16;

    /// <summary>
    /// Runs the nodes one by one on the target, as they ran or would have run when they were recorded. Inputs may also be on
    /// a <see cref="Recorder"/>: then the graph becomes part of what that records. For any number of threads.
    /// </summary>
    /// <param name="inputs">One tensor for each of <see cref="Inputs"/>, of its shape and dtype, in any layout.</param>
    /// <returns>One tensor for each of <see cref="Outputs"/>.</returns>
    /// <exception cref="ArgumentException">The number of inputs, a shape or a dtype is not what was recorded.</exception>
    public Tensor[] Run(params ReadOnlySpan<Tensor> inputs)
    {
        IBackend backend = CheckInputs(inputs);
        if (backend is Recorder recorder)
            foreach (GraphValue constant in Constants)
                foreach ((Layout layout, DType dtype, string name) in constant.Names)
                    recorder.NameConstant(new(constant.Storage!, layout, dtype), name);

        Tensor?[] values = new Tensor?[Values.Count];
        for (int i = 0; i < inputs.Length; i++)
            values[i] = inputs[i].IsDense && inputs[i].Layout.Offset * inputs[i].DType.ItemSize() % InputAlignmentBytes == 0 ? inputs[i] : Ops.Copy(inputs[i]);
        for (int i = 0; i < Nodes.Count; i++)
        {
            GraphNode node = Nodes[i];
            Tensor?[] operands = [.. node.Operands.Select(operand => operand is null ? null : See(operand, values))];
            Tensor[] outputs = [.. node.Outputs.Select(output => Tensor.Uninitialized(output.Layout.Shape, output.DType, backend.Device))];
            Ops.Run(backend, node.Op, operands, outputs);
            for (int k = 0; k < outputs.Length; k++)
                values[node.Outputs[k].Index] = outputs[k];

            // What nobody reads any more goes back to the pool.
            foreach (GraphOperand? operand in node.Operands)
                if (operand is not null && _lastUse[operand.Value.Index] == i)
                    values[operand.Value.Index] = null;
            foreach (GraphValue output in node.Outputs)
                if (_lastUse[output.Index] == i)
                    values[output.Index] = null;
        }
        return [.. Outputs.Select(output => See(output, values))];
    }

    IBackend CheckInputs(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != Inputs.Count)
            throw new ArgumentException($"graph: {inputs.Length} inputs were given, {Inputs.Count} were recorded");
        Device device = Target;
        for (int i = 0; i < inputs.Length; i++)
        {
            GraphValue expected = Inputs[i];
            if (inputs[i].Shape != expected.Layout.Shape || inputs[i].DType != expected.DType)
                throw new ArgumentException(
                    $"graph: input {expected} is {inputs[i].DType.Name()} {inputs[i].Shape}, recorded was {expected.DType.Name()} {expected.Layout.Shape}");
            if (inputs[i].Device is Recorder recorder && recorder.Target == Target && (device == Target || device == recorder))
                device = recorder;
            else if (inputs[i].Device != Target)
                throw new ArgumentException($"graph: input {expected} is on {inputs[i].Device.Name}, the graph runs on {Target.Name}");
        }
        return Backend.Of(device)!;
    }

    static Tensor See(GraphOperand operand, Tensor?[] values)
    {
        if (operand.Constant is { } constant)
            return constant;
        Tensor value = values[operand.Value.Index]!;
        if (value.Layout.Offset == 0)
            return new(value.Storage, operand.Layout, operand.DType);
        long start = value.Layout.Offset * value.DType.ItemSize() / operand.DType.ItemSize();
        return new(value.Storage, Layout.Strided(operand.Layout.Shape, operand.Layout.Strides, operand.Layout.Offset + start), operand.DType);
    }
}
