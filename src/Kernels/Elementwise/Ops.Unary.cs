using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    static Tensor RunUnary<TFunction>(Tensor x, TFunction function) where TFunction : struct, IUnaryFunction =>
        Run(new Unary<TFunction>(function), x.DType, x.Shape, x);
}
