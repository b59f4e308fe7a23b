using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A module that makes one tensor of one tensor.</summary>
/// <param name="dtype">Of the parameters that it will add.</param>
public abstract class Layer(DType dtype = DType.Float32) : Module(dtype), ILayer
{
    /// <summary>Computes the output; on a <see cref="Recorder"/>'s tensor, records it.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>The graph of <see cref="Forward"/> for inputs of a shape, with the parameters' names.</summary>
    public Graph Record(Shape input, DType dtype = DType.Float32)
    {
        Recorder recorder = new();
        NameConstants(recorder);
        return recorder.Finish(Forward(recorder.Input(input, dtype, "x")));
    }
}
