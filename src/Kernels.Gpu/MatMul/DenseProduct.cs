using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>A product inside another operation: dense rows out, with a bias for each column or none.</summary>
abstract class DenseProduct
{
    /// <summary>Of partial sums.</summary>
    public abstract long WorkspaceBytes { get; }

    public abstract void Run(AcceleratorStream stream, ArrayView<float> left, ArrayView<float> right, ArrayView<float>? bias, ArrayView<float> output, ArrayView<float> workspace);

    /// <summary>The product of operands whose terms lie side by side.</summary>
    public static DenseProduct Of(GpuDevice device, MatrixOperand left, MatrixOperand right, int batch) => (left.IsDeep, right.IsDeep) switch
    {
        (true, true) => new Tiles<DeepLines, DeepLines>(device, left, right, batch),
        (true, false) => new Tiles<DeepLines, StridedLines<AlongTerms>>(device, left, right, batch),
        (false, true) => new Tiles<StridedLines<AlongTerms>, DeepLines>(device, left, right, batch),
        (false, false) => new Tiles<StridedLines<AlongTerms>, StridedLines<AlongTerms>>(device, left, right, batch),
    };

    sealed class Tiles<TLeft, TRight>(GpuDevice device, MatrixOperand left, MatrixOperand right, int batch) : DenseProduct
        where TLeft : struct, IMatrixSource<TLeft>
        where TRight : struct, IMatrixSource<TRight>
    {
        readonly TileProduct<TLeft, TRight, MatrixTarget<Unchanged>> _product = new(device, left.Count, right.Count, left.Terms, batch);

        public override long WorkspaceBytes => _product.WorkspaceBytes;

        public override void Run(AcceleratorStream stream, ArrayView<float> leftData, ArrayView<float> rightData, ArrayView<float>? bias, ArrayView<float> output, ArrayView<float> workspace) => _product.Run(
            stream, TLeft.Of(leftData, left), TRight.Of(rightData, right),
            new()
            {
                Data = output,
                Bias = bias ?? output,
                BiasColumnStep = bias is null ? 0 : 1,
                Rows = left.Count,
                Columns = right.Count,
                RowStep = right.Count,
                BatchStep = left.Count * right.Count,
                IsVector = right.Count % 4 == 0 ? 1 : 0,
            },
            workspace);
    }
}
