namespace PtFormat.Tensors;

public sealed partial class Tensor
{
    /// <summary>What the tensor is, not what it holds: <c>float32 [2, 3] strides [1, 2] on cpu</c>.</summary>
    public override string ToString() => $"{DType.Name()} {Layout}{(Device == Device.Cpu ? "" : $" on {Device.Name}")}";
}
