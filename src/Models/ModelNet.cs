using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>
/// The network of PyTorch's tutorial "Saving and Loading Models": two convolutions with pooling, three linear layers. Takes
/// [n, 3, 32, 32], gives [n, 10] logits.
/// </summary>
public sealed class ModelNet : Layer
{
    readonly Conv2d _conv1;
    readonly MaxPool2d _pool = new(2, 2);
    readonly Conv2d _conv2;
    readonly Linear _fc1;
    readonly Linear _fc2;
    readonly Linear _fc3;
    readonly Relu _relu = new();

    /// <summary>A network of zeros: its values come from a state_dict.</summary>
    public ModelNet()
    {
        _conv1 = Child("conv1", new Conv2d(3, 6, 5));
        Child("pool", _pool);
        _conv2 = Child("conv2", new Conv2d(6, 16, 5));
        _fc1 = Child("fc1", new Linear(16 * 5 * 5, 120));
        _fc2 = Child("fc2", new Linear(120, 84));
        _fc3 = Child("fc3", new Linear(84, 10));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        x = _pool.Forward(_relu.Forward(_conv1.Forward(x)));
        x = _pool.Forward(_relu.Forward(_conv2.Forward(x)));
        x = x.View(-1, 16 * 5 * 5);
        x = _relu.Forward(_fc1.Forward(x));
        x = _relu.Forward(_fc2.Forward(x));
        return _fc3.Forward(x);
    }
}
