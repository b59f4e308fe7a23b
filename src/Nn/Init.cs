using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>How a parameter's first values come about. Constants are there from the start; before the rest is drawn there are zeros.</summary>
public abstract record Init
{
    /// <summary>Zeros.</summary>
    public static Init Zeros { get; } = Constant(0);

    /// <summary>Ones.</summary>
    public static Init Ones { get; } = Constant(1);

    /// <summary>What <c>kaiming_uniform_(a=sqrt(5))</c> draws, the default of linear and convolution weights: uniform within 1 / sqrt(fan in).</summary>
    public static Init KaimingUniform { get; } = new KaimingUniformInit(Math.Sqrt(5));

    /// <summary>One number everywhere.</summary>
    public static Init Constant(double value) => new ConstantInit(value);

    /// <summary>Evenly from low to high.</summary>
    public static Init Uniform(double low, double high) => new UniformInit(low, high);

    /// <summary>Uniform within 1 / sqrt(<paramref name="fanIn"/>), the default of biases; zeros are drawn for none.</summary>
    public static Init FanIn(long fanIn) => fanIn > 0 ? Uniform(-1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn)) : Zeros;

    /// <summary>The normal distribution.</summary>
    public static Init Normal(double mean = 0, double deviation = 1) => new NormalInit(mean, deviation);

    /// <summary>Uniform within gain * sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    public static Init XavierUniform(double gain = 1) => new XavierUniformInit(gain);

    /// <summary>What a parameter holds until it is drawn or loaded.</summary>
    internal virtual Tensor Start(Shape shape, DType dtype) => Tensor.Zeros(shape, dtype);

    sealed record ConstantInit(double Value) : Init
    {
        internal override Tensor Start(Shape shape, DType dtype) => Value == 0 ? Tensor.Zeros(shape, dtype) : Ops.Full(shape, Value, dtype);
    }

    sealed record UniformInit(double Low, double High) : Init;

    sealed record NormalInit(double Mean, double Deviation) : Init;

    sealed record KaimingUniformInit(double Slope) : Init;

    sealed record XavierUniformInit(double Gain) : Init;
}
