using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// How a parameter's first values come about: the functions of <c>torch.nn.init</c>, which draw PyTorch's numbers. Constants are
/// there from the start; before the rest is drawn there are zeros.
/// </summary>
/// <remarks>
/// Fan in is the second size times the sizes after it, fan out the first size times those: of [out, in / groups, height, width].
/// </remarks>
public abstract partial record Init
{
    /// <summary>Zeros.</summary>
    public static Init Zeros { get; } = Constant(0);

    /// <summary>Ones.</summary>
    public static Init Ones { get; } = Constant(1);

    /// <summary>What <c>kaiming_uniform_(a=sqrt(5))</c> draws, the default of linear and convolution weights: uniform within 1 / sqrt(fan in).</summary>
    public static Init KaimingUniform { get; } = Kaiming(LeakyReluGain(Math.Sqrt(5)));

    /// <summary>One number everywhere.</summary>
    public static Init Constant(double value) => new ConstantInit(value);

    /// <summary>Evenly from low to high.</summary>
    public static Init Uniform(double low, double high) => new UniformInit(low, high);

    /// <summary>Uniform within 1 / sqrt(<paramref name="fanIn"/>), the default of biases; zeros are drawn for none.</summary>
    public static Init FanIn(long fanIn) => fanIn > 0 ? Uniform(-1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn)) : Zeros;

    /// <summary>The normal distribution.</summary>
    public static Init Normal(double mean = 0, double deviation = 1) => new NormalInit(mean, deviation);

    /// <summary>The normal distribution between two limits.</summary>
    public static Init TruncatedNormal(double mean = 0, double deviation = 1, double low = -2, double high = 2) => new TruncatedNormalInit(mean, deviation, low, high);

    /// <summary>Uniform within gain * sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    public static Init XavierUniform(double gain = 1) => new XavierInit(gain, IsNormal: false);

    /// <summary>Normal with deviation gain * sqrt(2 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    public static Init XavierNormal(double gain = 1) => new XavierInit(gain, IsNormal: true);

    /// <summary>Uniform within gain * sqrt(3 / fan) (He et al. 2015, https://arxiv.org/abs/1502.01852).</summary>
    /// <param name="gain">Of the activation behind: sqrt(2) for ReLU, <see cref="LeakyReluGain"/>, 5 / 3 for tanh, 1 for none.</param>
    /// <param name="fanOut">True to keep the variance of gradients instead of outputs.</param>
    public static Init Kaiming(double gain, bool fanOut = false) => new KaimingInit(gain, fanOut, IsNormal: false);

    /// <summary>Normal with deviation gain / sqrt(fan) (He et al. 2015, https://arxiv.org/abs/1502.01852).</summary>
    /// <inheritdoc cref="Kaiming"/>
    public static Init KaimingNormal(double gain, bool fanOut = false) => new KaimingInit(gain, fanOut, IsNormal: true);

    /// <summary>Orthonormal rows or columns, whichever are fewer, times a gain (Saxe et al. 2013, https://arxiv.org/abs/1312.6120).</summary>
    public static Init Orthogonal(double gain = 1) => new OrthogonalInit(gain);

    /// <summary>Normal numbers of a matrix, of which in each column a share is zero (Martens 2010).</summary>
    public static Init Sparse(double sparsity, double deviation = 0.01) => new SparseInit(sparsity, deviation);

    /// <summary>Ones on the diagonal of a matrix, zeros elsewhere.</summary>
    public static Init Eye { get; } = new EyeInit();

    /// <summary>The weights of a convolution that gives its input channels back, as many as there are.</summary>
    public static Init Dirac(int groups = 1) => new DiracInit(groups);

    /// <summary>The gain of a leaky ReLU: sqrt(2 / (1 + slope²)).</summary>
    public static double LeakyReluGain(double slope) => Math.Sqrt(2 / (1 + slope * slope));

    /// <summary>Draws values: the same numbers as PyTorch after the same seed.</summary>
    /// <exception cref="ArgumentException">The values cannot have such a shape or dtype.</exception>
    public abstract Tensor Draw(Generator generator, Shape shape, DType dtype = DType.Float32);

    /// <summary>What a parameter holds until it is drawn or loaded.</summary>
    internal virtual Tensor Start(Shape shape, DType dtype) => Tensor.Zeros(shape, dtype);
}
