namespace PtFormat.Kernels;

/// <summary>An operation that is a function of elements: shows it with its type, which is what another device's loops are made of.</summary>
interface IFunctionOp
{
    /// <summary>Calls the visitor's method for the number of operands.</summary>
    TResult Visit<TVisitor, TResult>(ref TVisitor visitor) where TVisitor : struct, IFunctionVisitor<TResult>;
}
