using System.Collections.Concurrent;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// A model compiled for inference: recorded once for each shape of its inputs, operations fused, kernels chosen, memory planned.
/// Many threads may run one session; each run rents an arena, and after the first run of a shape a run into given outputs
/// allocates nothing. Parameters are the module's own: one that is written to is noticed by the next run.
/// </summary>
/// <example><code>
/// InferenceSession session = InferenceSession.Compile(model, example);
/// Tensor logits = session.Run(image);
/// </code></example>
public sealed class InferenceSession
{
    readonly Func<Recorder, Tensor[], Tensor[]> _record;
    readonly Device _device;
    readonly Lock _planning = new();
    volatile Compiled _compiled = new();

    InferenceSession(Func<Recorder, Tensor[], Tensor[]> record, ReadOnlySpan<Tensor> examples)
    {
        _record = record;
        _device = examples.Length > 0 ? examples[0].Device : Device.Cpu;
        PlanFor(examples);
    }

    /// <summary>Compiles a layer.</summary>
    /// <param name="layer">In evaluation mode.</param>
    /// <param name="example">An input of a shape that will be common; others get a plan when they come.</param>
    /// <exception cref="InvalidOperationException">The layer is in training mode, or does something that cannot be recorded; the message says what.</exception>
    public static InferenceSession Compile(Layer layer, Tensor example)
    {
        if (layer.Training)
            throw new InvalidOperationException($"{layer.GetType().Name} is in training mode: call Eval() before compiling it for inference");
        return new(
            (recorder, inputs) =>
            {
                layer.NameConstants(recorder);
                return [layer.Forward(inputs[0])];
            },
            [example]);
    }

    /// <summary>Compiles a function of tensors, for modules with several inputs or outputs.</summary>
    /// <param name="function">Computes outputs of inputs; called again for every new shape, on a recorder's tensors.</param>
    /// <param name="examples">Inputs of shapes that will be common.</param>
    /// <exception cref="InvalidOperationException">The function does something that cannot be recorded; the message says what.</exception>
    public static InferenceSession Record(Func<Tensor[], Tensor[]> function, params ReadOnlySpan<Tensor> examples) => new((_, inputs) => function(inputs), examples);

    /// <summary>Runs a model of one input and one output.</summary>
    /// <exception cref="ArgumentException">It has more, or the input does not fit the model.</exception>
    public Tensor Run(Tensor x)
    {
        Tensor[] outputs = Run([x]);
        return outputs is [Tensor output] ? output : throw new ArgumentException($"the session has {outputs.Length} outputs: use the overload that returns them all");
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">In the recorded order, of any shape that the model takes.</param>
    /// <returns>New tensors.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit the model.</exception>
    public Tensor[] Run(params ReadOnlySpan<Tensor> inputs)
    {
        Plan plan = PlanFor(inputs);
        Tensor[] outputs = new Tensor[plan.Graph.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = Tensor.Uninitialized(plan.Graph.Outputs[i].Layout.Shape, plan.Graph.Outputs[i].DType, _device);
        Run(plan, inputs, outputs);
        return outputs;
    }

    /// <summary>Runs the model into tensors that are there already; no run after the first of a shape allocates managed memory.</summary>
    /// <param name="inputs">In the recorded order, of any shape that the model takes; dense, or a copy is made.</param>
    /// <param name="outputs">Dense tensors of the outputs' shapes and dtypes, which share no memory with inputs or each other.</param>
    /// <exception cref="ArgumentException">The inputs do not fit the model, or an output is not as it must be.</exception>
    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        Plan plan = PlanFor(inputs);
        CheckOutputs(plan.Graph, inputs, outputs);
        Run(plan, inputs, outputs);
    }

    /// <summary>What runs for inputs like these: the graph after all rewriting, its kernels and its memory.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the model.</exception>
    public CompiledGraph CompiledFor(params ReadOnlySpan<Tensor> inputs) => CompiledGraph.Of(PlanFor(inputs));

    void Run(Plan plan, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        foreach (Tensor input in inputs)
            if (!input.IsDense)
            {
                Tensor[] dense = new Tensor[inputs.Length];
                for (int i = 0; i < dense.Length; i++)
                    dense[i] = Ops.ToDense(inputs[i]);
                inputs = dense;
                break;
            }
        Stack<Arena> arenas = _compiled.Arenas;
        Arena? arena;
        lock (arenas)
            arenas.TryPop(out arena);
        arena ??= new(_device);
        plan.Run(arena, inputs, outputs);
        // Not after a failure: it may still hold the caller's tensors.
        lock (arenas)
            arenas.Push(arena);
    }

    Plan PlanFor(ReadOnlySpan<Tensor> inputs)
    {
        HashCode hash = default;
        foreach (Tensor input in inputs)
        {
            hash.Add((int)input.DType);
            foreach (long size in input.Shape.AsSpan())
                hash.Add(size);
        }
        int key = hash.ToHashCode();
        return Find(key, inputs) ?? Make(key, inputs);
    }

    Plan? Find(int key, ReadOnlySpan<Tensor> inputs)
    {
        if (_compiled.Plans.TryGetValue(key, out Plan[]? plans))
            foreach (Plan plan in plans)
                if (plan.Fits(inputs) && !plan.IsStale)
                    return plan;
        return null;
    }

    Plan Make(int key, ReadOnlySpan<Tensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Device != _device)
                throw new ArgumentException($"input {i} is on {inputs[i].Device.Name}, the session runs on {_device.Name}");
        lock (_planning)
        {
            if (Find(key, inputs) is { } made)
                return made;
            // What was derived from a parameter that has changed since is of no use to any plan.
            if (_compiled.Plans.Values.Any(plans => plans.Any(plan => plan.IsStale)))
                _compiled = new();
            Recorder recorder = new(_device);
            Tensor[] recorded = new Tensor[inputs.Length];
            for (int i = 0; i < recorded.Length; i++)
                recorded[i] = recorder.Input(inputs[i].Shape, inputs[i].DType, recorded.Length == 1 ? "x" : FormattableString.Invariant($"x{i}"));
            Graph graph = recorder.Finish(_record(recorder, recorded));
            (Storage Storage, long Version)[] constants = Plan.Versions(graph);
            Plan plan = new(_compiled.Passes.Apply(graph), constants);
            _compiled.Plans.AddOrUpdate(key, _ => [plan], (_, others) => [.. others, plan]);
            return plan;
        }
    }

    void CheckOutputs(Graph graph, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs.Length != graph.Outputs.Count)
            throw new ArgumentException($"{outputs.Length} outputs were given, the session has {graph.Outputs.Count}");
        for (int i = 0; i < outputs.Length; i++)
        {
            GraphOperand expected = graph.Outputs[i];
            if (outputs[i].Shape != expected.Layout.Shape || outputs[i].DType != expected.DType)
                throw new ArgumentException($"output {i} is {outputs[i].DType.Name()} {outputs[i].Shape}, the session gives {expected.DType.Name()} {expected.Layout.Shape}");
            if (!outputs[i].IsDense || outputs[i].Device != _device)
                throw new ArgumentException($"output {i} {outputs[i].Layout} is on {outputs[i].Device.Name}: a dense tensor on {_device.Name} was needed");
            foreach (Tensor input in inputs)
                if (input.Storage == outputs[i].Storage)
                    throw new ArgumentException($"output {i} shares its storage with an input: an output is written before all inputs have been read");
            for (int k = 0; k < i; k++)
                if (outputs[k].Storage == outputs[i].Storage)
                    throw new ArgumentException($"outputs {k} and {i} share a storage: each needs memory of its own");
        }
    }

    /// <summary>All that was derived from the parameters as they were at one time.</summary>
    sealed class Compiled
    {
        /// <summary>By a hash of the input shapes; those with one hash follow each other.</summary>
        public ConcurrentDictionary<int, Plan[]> Plans { get; } = new();

        public GraphPasses Passes { get; } = new();

        public Stack<Arena> Arenas { get; } = new();
    }
}
