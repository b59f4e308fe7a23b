using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

/// <summary>The network of the readme, whose other half is TorchSharp's.</summary>
sealed class Net : Layer
{
    readonly Conv2d _conv;
    readonly BatchNorm2d _norm;
    readonly Linear _output;
    readonly MaxPool2d _pool = new(2);

    public Net()
    {
        _conv = Child("conv", new Conv2d(1, 4, 3));
        _norm = Child("norm", new BatchNorm2d(4));
        _output = Child("output", new Linear(4 * 3 * 3, 10));
    }

    public override Tensor Forward(Tensor x)
    {
        x = _pool.Forward(Ops.Relu(_norm.Forward(_conv.Forward(x))));
        return _output.Forward(Ops.Flatten(x, start: 1));
    }
}
