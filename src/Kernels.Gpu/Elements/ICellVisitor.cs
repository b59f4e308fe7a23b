namespace PtFormat.Kernels.Gpu;

/// <summary>What is done with the type of a dtype's elements.</summary>
interface ICellVisitor<TResult>
{
    TResult Visit<T, TCell>() where T : unmanaged where TCell : unmanaged, ICell<T>;
}
