using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// A graph ready to run many times: kernels chosen, every result placed in an arena. Immutable, for any number of threads; each
/// run uses an <see cref="Arena"/> of its own.
/// </summary>
sealed class Plan
{
    readonly Step[] _steps;
    readonly long[] _starts;
    readonly bool[] _isGiven;
    readonly long _arenaBytes;
    readonly long _workspaceBytes;
    readonly (Storage Storage, long Version)[] _constants;

    /// <summary>Chooses kernels and places for a graph that has been through <see cref="Passes.OwnEnds"/>.</summary>
    /// <param name="graph">What runs.</param>
    /// <param name="constants">What the graph was made from, as it was before: when one of these changes the plan is stale.</param>
    public Plan(Graph graph, (Storage Storage, long Version)[] constants)
    {
        (Graph, _constants) = (graph, constants);
        _isGiven = new bool[graph.Values.Count];
        foreach (GraphValue input in graph.Inputs)
            _isGiven[input.Index] = true;
        foreach (GraphOperand output in graph.Outputs)
            _isGiven[output.Value.Index] = true;
        _starts = PlaceResults(out _arenaBytes);
        _steps = [.. graph.Nodes.Where(node => node.Outputs.Any(output => output.Layout.ElementCount > 0)).Select(Choose)];
        _workspaceBytes = _steps.Length == 0 ? 0 : _steps.Max(step => step.Kernel.WorkspaceBytes);
    }

    /// <summary>What runs.</summary>
    public Graph Graph { get; }

    /// <summary>The memory of one run beside inputs and outputs, in bytes.</summary>
    public long MemoryBytes => _arenaBytes + _workspaceBytes;

    /// <summary>The nodes that compute something, each with its kernel.</summary>
    public IEnumerable<(GraphNode Node, Kernel Kernel)> Kernels => _steps.Select(step => (step.Node, step.Kernel));

    /// <summary>True when a constant was handed out for writing since: what was derived from it is out of date.</summary>
    public bool IsStale
    {
        get
        {
            foreach ((Storage storage, long version) in _constants)
                if (storage.Version != version)
                    return true;
            return false;
        }
    }

    /// <summary>True when inputs like these were recorded.</summary>
    public bool Fits(ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].DType != Graph.Inputs[i].DType || inputs[i].Shape != Graph.Inputs[i].Layout.Shape)
                return false;
        return inputs.Length == Graph.Inputs.Count;
    }

    /// <summary>What a graph reads, as it is now: taken before anything is derived from it, so that what is written meanwhile makes a plan stale, not wrong for good.</summary>
    public static (Storage Storage, long Version)[] Versions(Graph graph) => [.. graph.Constants.Select(constant => (constant.Storage!, constant.Storage!.Version))];

    /// <summary>Runs once.</summary>
    /// <param name="arena">Used by nobody else meanwhile.</param>
    /// <param name="inputs">Dense, as <see cref="Fits"/> wants them, on the graph's device.</param>
    /// <param name="outputs">Dense, of the shapes and dtypes of the graph's outputs; they share no memory with each other or with inputs.</param>
    public void Run(Arena arena, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        Frame frame = arena.FrameOf(this);
        frame.Bind(inputs, outputs);
        if (frame.AtOnce is var (replay, steps))
            replay.Run(inputs, outputs, steps);
        else
            RunSteps(frame);
        frame.Unbind();

        // Kernels work on borrowed spans; the storages' finalizers give the memory back, so they must not run before here.
        foreach (Tensor input in inputs)
            GC.KeepAlive(input.Storage);
        foreach (Tensor output in outputs)
            GC.KeepAlive(output.Storage);
        GC.KeepAlive(arena);
        GC.KeepAlive(this);
    }

    /// <summary>The tensors of the plan in the memory of an arena.</summary>
    public Frame MakeFrame(Arena arena)
    {
        Storage memory = arena.Memory(_arenaBytes);
        Frame frame = new(_steps.Length, _workspaceBytes == 0 ? null : arena.Workspace(_workspaceBytes));
        for (int i = 0; i < _steps.Length; i++)
        {
            IReadOnlyList<GraphOperand?> operands = _steps[i].Node.Operands;
            IReadOnlyList<GraphValue> results = _steps[i].Node.Outputs;
            frame.Operands[i] = new Tensor?[operands.Count];
            frame.Results[i] = new Tensor[results.Count];
            for (int k = 0; k < operands.Count; k++)
                if (operands[k] is { } operand)
                    if (!_isGiven[operand.Value.Index])
                        frame.Operands[i][k] = operand.Constant ?? In(memory, operand.Value, operand.Layout, operand.DType);
                    else if (operand.IsWhole)
                        frame.TakesInput(operand.Value.Index, frame.Operands[i], k);
                    else
                        frame.Operands[i][k] = new(frame.InputMemory(operand.Value.Index, operand.Value), operand.Layout, operand.DType);
            for (int k = 0; k < results.Count; k++)
            {
                GraphValue result = results[k];
                int output = IndexOfOutput(result);
                if (output < 0)
                    frame.Results[i][k] = In(memory, result, result.Layout, result.DType);
                else if (Graph.Outputs[output].IsWhole)
                    frame.GivesOutput(output, frame.Results[i], k);
                else
                    frame.Results[i][k] = new(frame.OutputMemory(output, result), result.Layout, result.DType);
            }
        }
        if (Backend.Of(Graph.Target)!.Replay([.. _steps.Select(step => step.Kernel)]) is { } replay)
            frame.AtOnce = (replay, () => RunSteps(frame));
        return frame;
    }

    void RunSteps(Frame frame)
    {
        for (int i = 0; i < _steps.Length; i++)
            _steps[i].Kernel.Run(frame.Operands[i], frame.Results[i], frame.Workspace);
    }

    // -1 for what is no output.
    int IndexOfOutput(GraphValue value)
    {
        for (int i = 0; i < Graph.Outputs.Count; i++)
            if (Graph.Outputs[i].Value == value)
                return i;
        return -1;
    }

    long[] PlaceResults(out long byteLength)
    {
        List<GraphValue> placed = [];
        List<ArenaPlan.Life> lives = [];
        for (int node = 0; node < Graph.Nodes.Count; node++)
            foreach (GraphValue result in Graph.Nodes[node].Outputs)
                if (!_isGiven[result.Index])
                {
                    placed.Add(result);
                    lives.Add(new(result.ByteLength, node, Graph.LastUse(result)));
                }
        long[] places = ArenaPlan.Place(CollectionsMarshal.AsSpan(lives), out byteLength);
        long[] starts = new long[Graph.Values.Count];
        for (int i = 0; i < places.Length; i++)
            starts[placed[i].Index] = places[i];
        return starts;
    }

    Step Choose(GraphNode node)
    {
        TensorSpec?[] operands = [.. node.Operands.Select(operand => operand is null ? default(TensorSpec?) : new TensorSpec(operand.DType, operand.Layout))];
        TensorSpec[] outputs = [.. node.Outputs.Select(output => new TensorSpec(output.DType, output.Layout))];
        return new(node, Backend.Of(Graph.Target)!.Find(node.Op, operands, outputs)
            ?? throw new InvalidOperationException($"{node.Op.Name}: {Graph.Target.Name} recorded it and has no kernel for it"));
    }

    Tensor In(Storage memory, GraphValue value, Layout layout, DType dtype) =>
        new(memory, Layout.Strided(layout.Shape, layout.Strides, layout.Offset + _starts[value.Index] / dtype.ItemSize()), dtype);

    readonly record struct Step(GraphNode Node, Kernel Kernel);
}
