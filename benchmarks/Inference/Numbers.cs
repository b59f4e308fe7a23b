using PtFormat.Tensors;
using TorchSharp;

namespace PtFormat.Inference;

/// <summary>Inputs that are the same for all.</summary>
static class Numbers
{
    /// <summary>Numbers from -scale to scale that depend on shape and seed alone.</summary>
    public static Tensor Make(Shape shape, int seed, float scale = 1)
    {
        Random random = new(seed);
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = scale * (random.NextSingle() * 2 - 1);
        return Tensor.From<float>(values, shape);
    }

    /// <summary>A tensor for TorchSharp with the same elements.</summary>
    public static torch.Tensor Torch(Tensor tensor) => torch.tensor(tensor.ToArray<float>(), [.. tensor.Shape.AsSpan()]);
}
