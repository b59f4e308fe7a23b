using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>A source that reads a matrix as it lies in memory.</summary>
interface IMatrixSource<TSelf> : ITileSource where TSelf : struct, IMatrixSource<TSelf>
{
    /// <summary>The source of an operand.</summary>
    static abstract TSelf Of(ArrayView<float> data, MatrixOperand operand);
}
