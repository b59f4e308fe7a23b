using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// A device that records: an operation on its tensors is appended to a graph instead of computed. Its tensors have layouts and
/// no bytes, so code that looks at values cannot be recorded, and the error says so. For one thread.
/// </summary>
/// <example><code>
/// Recorder recorder = new();
/// Tensor x = recorder.Input([1, 1, 28, 28], DType.Float32, "image");
/// Graph graph = recorder.Finish(model.Forward(x));
/// </code></example>
public sealed class Recorder : Device, IBackend
{
    readonly IBackend _target;
    readonly List<GraphValue> _inputs = [];
    readonly List<GraphNode> _nodes = [];
    readonly List<GraphValue> _constants = [];
    readonly Dictionary<Storage, GraphValue> _constantOf = [];
    readonly Dictionary<Storage, List<(Layout Layout, DType DType, string Name)>> _names = [];
    bool _finished;

    /// <summary>Records for a device; the host's processor unless given.</summary>
    /// <exception cref="ArgumentException">The target computes nothing, or is a recorder itself.</exception>
    public Recorder(Device? target = null)
    {
        Target = target ?? Cpu;
        _target = Target is Recorder ? throw new ArgumentException("a recorder records for a device that computes, not for another recorder", nameof(target))
            : Backend.Of(Target) ?? throw new ArgumentException($"{Target.Name} computes nothing, so nothing can be recorded for it", nameof(target));
    }

    /// <summary>Where the graph will run, and where its constants are.</summary>
    public Device Target { get; }

    /// <inheritdoc/>
    public override string Name => $"recorder for {Target.Name}";

    /// <inheritdoc/>
    public override string NoHostAccess => "it has no values while operations are being recorded; look at them after Graph.Run";

    Device IBackend.Device => this;

    /// <summary>A tensor that the caller of the graph will bring.</summary>
    public Tensor Input(Shape shape, DType dtype = DType.Float32, string? name = null)
    {
        CheckOpen();
        Tensor tensor = Tensor.Uninitialized(shape, dtype, this);
        GraphValue value = new(GraphValueKind.Input, tensor.Layout, dtype, name: name);
        ((RecordedStorage)tensor.Storage).Value = value;
        _inputs.Add(value);
        return tensor;
    }

    /// <summary>Says what a tensor that becomes a constant is called, so that the printed graph says <c>conv1.weight</c>.</summary>
    public void NameConstant(Tensor constant, string name)
    {
        CheckOpen();
        if (_constantOf.TryGetValue(constant.Storage, out GraphValue? value))
            value.Call(name, constant.Layout, constant.DType);
        else if (_names.TryGetValue(constant.Storage, out List<(Layout Layout, DType DType, string Name)>? names))
            names.Add((constant.Layout, constant.DType, name));
        else
            _names.Add(constant.Storage, [(constant.Layout, constant.DType, name)]);
    }

    /// <summary>Ends the recording.</summary>
    /// <param name="outputs">What the graph gives back: recorded tensors, or others as constants.</param>
    /// <exception cref="InvalidOperationException">The recording has ended before, or an output belongs to another recorder.</exception>
    public Graph Finish(params ReadOnlySpan<Tensor> outputs)
    {
        CheckOpen();
        GraphOperand[] results = new GraphOperand[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            results[i] = Operand("the graph's output", outputs[i]);
        _finished = true;
        return new(Target, _inputs, _constants, _nodes, results);
    }

    /// <inheritdoc/>
    public Kernel? Find(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => _target.Find(op, inputs, outputs);

    /// <summary>Appends an operation to the graph.</summary>
    public void Run(Op op, Kernel kernel, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs)
    {
        CheckOpen();
        GraphOperand?[] operands = new GraphOperand?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            operands[i] = inputs[i] is { } input ? Operand(op.Name, input) : null;
        GraphValue[] values = new GraphValue[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Storage is not RecordedStorage { Value: null } storage || storage.Device != this || !outputs[i].Layout.Equals(Layout.Dense(outputs[i].Shape)))
                throw new InvalidOperationException($"{op.Name}: output {i} is {outputs[i]}, a new dense tensor of the recorder was expected");
            storage.Value = values[i] = new(GraphValueKind.Result, outputs[i].Layout, outputs[i].DType);
        }
        _nodes.Add(new(op, operands, values));
    }

    /// <inheritdoc/>
    public override Storage Allocate(long byteLength) => new RecordedStorage(this, byteLength);

    /// <inheritdoc/>
    public override void CopyToHost(Storage source, long byteOffset, Span<byte> destination) => throw NoValues();

    /// <inheritdoc/>
    public override void CopyFromHost(ReadOnlySpan<byte> source, Storage destination, long byteOffset) => throw NoValues();

    internal static InvalidOperationException NoValues() =>
        new("a tensor has no values while operations are being recorded, so they can be neither read nor written; look at them after Graph.Run");

    GraphOperand Operand(string reader, Tensor tensor)
    {
        if (tensor.Device == this)
            return new(
                ((RecordedStorage)tensor.Storage).Value ?? throw new InvalidOperationException($"{reader}: {tensor} was allocated while recording, and no operation wrote it"),
                tensor.Layout, tensor.DType);
        if (tensor.Device != Target)
            throw new InvalidOperationException($"{reader}: {tensor} cannot become a constant of a graph for {Target.Name}");
        if (!_constantOf.TryGetValue(tensor.Storage, out GraphValue? value))
        {
            value = Constant(tensor);
            _constantOf.Add(tensor.Storage, value);
            _constants.Add(value);
        }
        return new(value, tensor.Layout, tensor.DType);
    }

    // A weight that is first read through a view is still the weight: its name says how it lies.
    GraphValue Constant(Tensor tensor)
    {
        if (!_names.TryGetValue(tensor.Storage, out List<(Layout Layout, DType DType, string Name)>? names))
            return new(GraphValueKind.Constant, tensor.Layout, tensor.DType, tensor.Storage);
        bool isNamed = names.Exists(n => n.DType == tensor.DType && n.Layout.Equals(tensor.Layout));
        GraphValue value = new(GraphValueKind.Constant, isNamed ? tensor.Layout : names[0].Layout, isNamed ? tensor.DType : names[0].DType, tensor.Storage);
        foreach ((Layout layout, DType dtype, string name) in names)
            value.Call(name, layout, dtype);
        return value;
    }

    void CheckOpen()
    {
        if (_finished)
            throw new InvalidOperationException("the recording has ended: make a new recorder for another graph");
    }
}
