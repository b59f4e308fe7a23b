namespace PtFormat.Kernels.Gpu;

/// <summary>Chooses how a matrix product reads its operands and what it computes them with.</summary>
static class MatrixProducts
{
    /// <summary>The kernel for a product, or null where a grid does not hold it.</summary>
    public static Kernel? Find(GpuDevice device, string operation, MatrixOperand left, MatrixOperand right, int batch, Activation? then)
    {
        Maker maker = new(device, operation, left, right, batch);
        return then is null ? maker.Visit(new Unchanged()) : then.Accept(maker);
    }

    sealed class Maker(GpuDevice device, string operation, MatrixOperand left, MatrixOperand right, int batch) : IActivationVisitor<Kernel?>
    {
        public Kernel? Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction
        {
            if (left.IsDeep && right.IsDeep && batch == 1 && Math.Min(left.Count, right.Count) <= RowDots.MostRows)
                return new RowDotsKernel<TFunction>(device, operation, left, right, function);
            if (!TileProduct<DeepLines, DeepLines, MatrixTarget<TFunction>>.Fits(left.Count, batch))
                return null;
            return left switch
            {
                { IsDeep: true } => Left<DeepLines, TFunction>(function),
                { IsWide: true } => Left<WideLines, TFunction>(function),
                { TermStep: 1 } => Left<StridedLines<AlongTerms>, TFunction>(function),
                _ => Left<StridedLines<AlongLines>, TFunction>(function),
            };
        }

        Kernel Left<TLeft, TFunction>(TFunction function) where TLeft : struct, IMatrixSource<TLeft> where TFunction : struct, IUnaryFunction => right switch
        {
            { IsDeep: true } => Make<TLeft, DeepLines, TFunction>(function),
            { IsWide: true } => Make<TLeft, WideLines, TFunction>(function),
            { TermStep: 1 } => Make<TLeft, StridedLines<AlongTerms>, TFunction>(function),
            _ => Make<TLeft, StridedLines<AlongLines>, TFunction>(function),
        };

        MatrixProductKernel<TLeft, TRight, TFunction> Make<TLeft, TRight, TFunction>(TFunction function)
            where TLeft : struct, IMatrixSource<TLeft> where TRight : struct, IMatrixSource<TRight> where TFunction : struct, IUnaryFunction =>
            new(device, operation, left, right, batch, function);
    }
}
