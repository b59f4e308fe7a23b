using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// The elements as another dtype, as PyTorch's <c>to</c> converts them; itself where the dtype is this one. Unlike
    /// <see cref="Tensor.To(DType)"/> it runs where the tensor is, and is recorded.
    /// </summary>
    public static Tensor Cast(Tensor x, DType dtype) => x.DType == dtype ? x : Run(new CastOp(dtype), dtype, x.Shape, x);
}
