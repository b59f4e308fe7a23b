using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

/// <summary>The network as Python has it: a part for each attribute, under the attribute's name.</summary>
sealed class Net : Layer
{
    readonly MaxPool2d _pool = new(2);
    readonly Conv2d _conv1;
    readonly Conv2d _conv2;
    readonly Linear _fc1;
    readonly Linear _fc2;
    readonly Linear _fc3;

    public Net()
    {
        _conv1 = Child("conv1", new Conv2d(3, 6, 5));
        _conv2 = Child("conv2", new Conv2d(6, 16, 5));
        _fc1 = Child("fc1", new Linear(16 * 5 * 5, 120));
        _fc2 = Child("fc2", new Linear(120, 84));
        _fc3 = Child("fc3", new Linear(84, 10));
    }

    public override Tensor Forward(Tensor x)
    {
        x = _pool.Forward(Ops.Relu(_conv1.Forward(x)));
        x = _pool.Forward(Ops.Relu(_conv2.Forward(x)));
        x = Ops.Flatten(x, start: 1);
        return _fc3.Forward(Ops.Relu(_fc2.Forward(Ops.Relu(_fc1.Forward(x)))));
    }
}
