using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>
/// The network of PyTorch's tutorial "Saving and Loading Models": two convolutions with pooling, three linear layers. Takes
/// [n, 3, 32, 32], gives [n, 10] logits.
/// </summary>
public sealed class ModelNet : Layer
{
    // In a row, so that activation and pooling are done with the layer before them; the parameters' names are those below.
    readonly Sequential _features;
    readonly Sequential _classifier;

    /// <summary>A network of zeros: its values come from a state_dict.</summary>
    public ModelNet()
    {
        Relu relu = new();
        Conv2d conv1 = Child("conv1", new Conv2d(3, 6, 5));
        MaxPool2d pool = Child("pool", new MaxPool2d(2, 2));
        _features = new(conv1, relu, pool, Child("conv2", new Conv2d(6, 16, 5)), relu, pool);
        _classifier = new(Child("fc1", new Linear(16 * 5 * 5, 120)), relu, Child("fc2", new Linear(120, 84)), relu, Child("fc3", new Linear(84, 10)));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => _classifier.Forward(_features.Forward(x).View(-1, 16 * 5 * 5));
}
