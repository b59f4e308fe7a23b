using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>A way to walk the steps of a recurrent layer, once the products with the input are there.</summary>
abstract class RecurrentWalk
{
    public abstract string Name { get; }

    /// <summary>float32 elements of workspace.</summary>
    public virtual long WorkspaceElements => 0;

    /// <summary>Walks all steps.</summary>
    /// <param name="stream">Where launches go.</param>
    /// <param name="call">The operands.</param>
    /// <param name="projection">[width, hidden]; empty where there is none.</param>
    /// <param name="workspace">As many elements as were asked for.</param>
    public abstract void Run(AcceleratorStream stream, RecurrentCall call, ArrayView<float> projection, ArrayView<float> workspace);

    /// <summary>The fastest way for a layer.</summary>
    public static RecurrentWalk Of<TCell>(GpuDevice device, RecurrentSizes sizes, bool isProjected, bool isWeightAligned) where TCell : struct, IGpuCell
    {
        if (!isProjected && sizes.Hidden <= RecurrentRows.MostHidden)
            return new RowsWalk<TCell>(device, sizes);
        if (!isProjected && sizes.Hidden <= RecurrentUnits.MostHidden && sizes.Hidden % 4 == 0 && isWeightAligned && sizes.Batch <= RecurrentUnits.MostBatch)
            return UnitsWalk.Of<TCell>(device, sizes);
        return new ProductsWalk<TCell>(device, sizes, isProjected, isWeightAligned);
    }
}
