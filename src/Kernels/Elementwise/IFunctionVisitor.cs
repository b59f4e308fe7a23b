namespace PtFormat.Kernels;

/// <summary>What is done with a function of elements.</summary>
interface IFunctionVisitor<TResult>
{
    /// <summary>Of one element.</summary>
    TResult Unary<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction;

    /// <summary>Of two elements.</summary>
    TResult Binary<TFunction>(TFunction function) where TFunction : struct, IBinaryFunction;

    /// <summary>Of three elements.</summary>
    TResult Ternary<TFunction>(TFunction function) where TFunction : struct, ITernaryFunction;
}
