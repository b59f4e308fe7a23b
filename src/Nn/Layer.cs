using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A module that makes one tensor of one tensor.</summary>
/// <param name="dtype">Of the parameters that it will add.</param>
public abstract class Layer(DType dtype = DType.Float32) : Module(dtype), ILayer
{
    /// <summary>Computes the output; on a <see cref="Recorder"/>'s tensor, records it.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The function of every element that this layer is, where another layer can apply it to its own result.</summary>
    internal virtual Activation? Function => null;

    /// <summary>The pooling that this layer is, where another layer can do it on its own result.</summary>
    internal virtual MaxPoolOp? Pooling => null;

    /// <summary>
    /// Computes the output with a function and a pooling after it, in one operation: the result is finished while it is in the nearest cache.
    /// Null where the layer does not do that; a recorder's tensor is left to the passes that rewrite the graph.
    /// </summary>
    internal virtual Tensor? Forward(Tensor x, Activation? then, MaxPoolOp? pool) => null;

    /// <summary>True where an operation on these runs at once, on the processor.</summary>
    private protected static bool IsOnHost(Tensor x, Parameter weight, Parameter bias) =>
        x.Device == Device.Cpu && weight.Value.Device == Device.Cpu && (bias.ValueOrNull?.Device ?? Device.Cpu) == Device.Cpu;

    /// <summary>The graph of <see cref="Forward(Tensor)"/> for inputs of a shape, with the parameters' names.</summary>
    public Graph Record(Shape input, DType dtype = DType.Float32)
    {
        Recorder recorder = new();
        NameConstants(recorder);
        return recorder.Finish(Forward(recorder.Input(input, dtype, "x")));
    }
}
