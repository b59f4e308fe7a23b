using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>function(sums + bias) of a convolution: rows are channels of a group, columns the elements of all images' planes.</summary>
struct PlaneTarget<TFunction> : ITileTarget where TFunction : struct, IUnaryFunction
{
    public ArrayView<float> Data;

    /// <summary>One for each channel; not read where <see cref="HasBias"/> is 0.</summary>
    public ArrayView<float> Bias;

    public int HasBias;

    /// <summary>Channels of a group, elements of a plane, elements of all images' planes.</summary>
    public int Rows, Plane, Columns;

    /// <summary>Numbers from one image to the next.</summary>
    public int ImageStep;

    /// <summary>1 where four neighbours are written at once: planes are multiples of four.</summary>
    public int IsVector;

    public TFunction Function;

    public readonly void Store(int part, int row, int column, Float4 value)
    {
        if (row >= Rows || column >= Columns)
            return;
        int channel = part * Rows + row;
        float bias = HasBias != 0 ? Bias[channel] : 0;
        if (IsVector != 0)
        {
            value.X = Finish(value.X, bias);
            value.Y = Finish(value.Y, bias);
            value.Z = Finish(value.Z, bias);
            value.W = Finish(value.W, bias);
            Data.Cast<Float4>()[At(channel, column) >> 2] = value;
        }
        else
        {
            Data[At(channel, column)] = Finish(value.X, bias);
            if (column + 1 < Columns)
                Data[At(channel, column + 1)] = Finish(value.Y, bias);
            if (column + 2 < Columns)
                Data[At(channel, column + 2)] = Finish(value.Z, bias);
            if (column + 3 < Columns)
                Data[At(channel, column + 3)] = Finish(value.W, bias);
        }
    }

    public readonly void Store(int part, int row, int column, float value)
    {
        if (row >= Rows || column >= Columns)
            return;
        int channel = part * Rows + row;
        Data[At(channel, column)] = Finish(value, HasBias != 0 ? Bias[channel] : 0);
    }

    readonly int At(int channel, int column)
    {
        int image = column / Plane;
        return image * ImageStep + channel * Plane + column - image * Plane;
    }

    readonly float Finish(float value, float bias) => Function.Apply(new F32Lane(value + bias)).Value;
}
