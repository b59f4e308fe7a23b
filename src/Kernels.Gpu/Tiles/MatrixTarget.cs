using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>function(sums + bias + addend), as matrices side by side, dense or with a distance between rows.</summary>
struct MatrixTarget<TFunction> : ITileTarget where TFunction : struct, IUnaryFunction
{
    public ArrayView<float> Data;

    /// <summary>One for each row or each column, as the steps say; not read where both are 0.</summary>
    public ArrayView<float> Bias;

    public int BiasRowStep, BiasColumnStep;

    public int Rows, Columns, RowStep, BatchStep;

    /// <summary>1 where the sums are added to what is there, before the function.</summary>
    public int Accumulates;

    /// <summary>1 where whole quarters of a row are written at once: data and steps are multiples of four.</summary>
    public int IsVector;

    public TFunction Function;

    public readonly void Store(int part, int row, int column, Float4 value)
    {
        if (row >= Rows || column >= Columns)
            return;
        int at = part * BatchStep + row * RowStep + column;
        if (IsVector != 0 && column + 3 < Columns)
        {
            value.X = Finish(value.X, row, column, at);
            value.Y = Finish(value.Y, row, column + 1, at + 1);
            value.Z = Finish(value.Z, row, column + 2, at + 2);
            value.W = Finish(value.W, row, column + 3, at + 3);
            Data.Cast<Float4>()[at >> 2] = value;
        }
        else
        {
            Data[at] = Finish(value.X, row, column, at);
            if (column + 1 < Columns)
                Data[at + 1] = Finish(value.Y, row, column + 1, at + 1);
            if (column + 2 < Columns)
                Data[at + 2] = Finish(value.Z, row, column + 2, at + 2);
            if (column + 3 < Columns)
                Data[at + 3] = Finish(value.W, row, column + 3, at + 3);
        }
    }

    public readonly void Store(int part, int row, int column, float value)
    {
        if (row >= Rows || column >= Columns)
            return;
        int at = part * BatchStep + row * RowStep + column;
        Data[at] = Finish(value, row, column, at);
    }

    readonly float Finish(float value, int row, int column, int at)
    {
        if ((BiasRowStep | BiasColumnStep) != 0)
            value += Bias[row * BiasRowStep + column * BiasColumnStep];
        if (Accumulates != 0)
            value += Data[at];
        return Function.Apply(new F32Lane(value)).Value;
    }
}
