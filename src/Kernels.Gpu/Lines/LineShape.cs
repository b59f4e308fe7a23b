namespace PtFormat.Kernels.Gpu;

/// <summary>How the dimensions of an operand make lines.</summary>
static class LineShape
{
    /// <summary>The operand with the dimensions that are reduced moved to the end: read in row-major order, its lines come one after the other.</summary>
    public static TensorSpec Moved(ReduceOp op, TensorSpec input) =>
        new(input.DType, input.Layout.Permute([.. Enumerable.Range(0, input.Shape.Rank).OrderBy(d => op.Reduces(d) ? 1 : 0)]));

    /// <summary>The elements of a line.</summary>
    public static int Count(ReduceOp op, TensorSpec input)
    {
        long count = 1;
        for (int i = 0; i < input.Shape.Rank; i++)
            count *= op.Reduces(i) ? input.Shape[i] : 1;
        return checked((int)count);
    }

    /// <summary>The operand with one dimension moved to the end.</summary>
    public static TensorSpec Moved(int dimension, TensorSpec input) =>
        new(input.DType, input.Layout.Permute([.. Enumerable.Range(0, input.Shape.Rank).Where(d => d != dimension), dimension]));
}
