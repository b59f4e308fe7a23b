namespace PtFormat.Kernels;

/// <summary>Takes an activation's function by its type: how another device compiles it into a kernel.</summary>
interface IActivationVisitor<TResult>
{
    /// <summary>Called with the function and its parameters.</summary>
    TResult Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction;
}
