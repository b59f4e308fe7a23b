using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>Where dot products go: function(sum + bias), with any distance between rows and between columns.</summary>
struct DotTarget<TFunction> where TFunction : struct, IUnaryFunction
{
    public ArrayView<float> Data, Bias;

    public int RowStep, ColumnStep, BiasRowStep, BiasColumnStep;

    public TFunction Function;

    public readonly void Store(int row, int column, float value)
    {
        if ((BiasRowStep | BiasColumnStep) != 0)
            value += Bias[row * BiasRowStep + column * BiasColumnStep];
        Data[row * RowStep + column * ColumnStep] = Function.Apply(new F32Lane(value)).Value;
    }
}
