using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What convolutions of one, two and three dimensions and their transposes have in common.</summary>
public abstract class Convolution : Layer
{
    // Two numbers for each dimension, the last one first: what the input is padded with before it is convolved.
    readonly int[]? _sides;
    readonly bool _isTransposed;

    /// <summary>Checks everything and makes the parameters, of zeros.</summary>
    private protected Convolution(
        string name, int inChannels, int outChannels, ReadOnlySpan<int> kernel, ReadOnlySpan<int> stride, Padding padding, ReadOnlySpan<int> dilation,
        int groups, bool bias, PaddingMode mode, bool isTransposed, DType dtype) : base(dtype)
    {
        if (inChannels < 1 || outChannels < 1)
            throw new ArgumentException($"{name}: {inChannels} input and {outChannels} output channels, at least 1 was needed");
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"{name}: {groups} groups do not divide {inChannels} input and {outChannels} output channels", nameof(groups));
        RequireAtLeast(name, "kernel size", kernel, 1);
        RequireAtLeast(name, "stride", stride, 1);
        RequireAtLeast(name, "dilation", dilation, 1);
        int[] sizes = padding.Sizes.For(name, "padding", kernel.Length);
        RequireAtLeast(name, "padding", sizes, 0);
        if (isTransposed && (mode != PaddingMode.Zeros || padding.IsSame || padding.IsValid))
            throw new ArgumentException($"{name}: padding {padding} of mode {mode.ToString().ToLowerInvariant()}: a transposed convolution takes sizes and zeros alone");
        if (padding.IsSame && stride.ContainsAnyExcept(1))
            throw new ArgumentException($"{name}: padding same with stride {new OneOrMore<int>(stride)}: the input's sizes are only kept where the stride is 1");

        (InChannels, OutChannels, Groups, Padding, PaddingMode, _isTransposed) = (inChannels, outChannels, groups, padding, mode, isTransposed);
        (EvenPadding, _sides) = Split(sizes, padding, mode, kernel, dilation);
        (int first, int second) = isTransposed ? (inChannels, outChannels / groups) : (outChannels, inChannels / groups);
        long fanIn = second;
        foreach (int size in kernel)
            fanIn *= size;
        Weight = Parameter("weight", [first, second, .. kernel.ToArray()], Init.KaimingUniform);
        Bias = Parameter("bias", [outChannels], Init.FanIn(fanIn), present: bias);
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Channels are split into so many groups that do not see each other.</summary>
    public int Groups { get; }

    /// <summary>What is put around the input.</summary>
    public Padding Padding { get; }

    /// <summary>What the padding consists of.</summary>
    public PaddingMode PaddingMode { get; }

    /// <summary>[out channels, in channels / groups, kernel sizes]; of a transposed convolution [in channels, out channels / groups, kernel sizes].</summary>
    public Parameter Weight { get; }

    /// <summary>[out channels], if present.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    protected internal override int OutputDimension => _isTransposed ? 1 : 0;

    /// <summary>Zeros at both sides of each dimension, which the operation itself adds.</summary>
    private protected int[] EvenPadding { get; }

    /// <summary>The input with what the operation cannot add by itself.</summary>
    private protected Tensor Padded(Tensor x) => _sides is null ? x : Ops.Pad(x, _sides, PaddingMode);

    static (int[] Even, int[]? Sides) Split(int[] sizes, Padding padding, PaddingMode mode, ReadOnlySpan<int> kernel, ReadOnlySpan<int> dilation)
    {
        int rank = sizes.Length;
        int[] sides = new int[2 * rank];
        for (int i = 0; i < rank; i++)
        {
            int all = padding.IsSame ? checked(dilation[i] * (kernel[i] - 1)) : 2 * sizes[i], before = all / 2, at = 2 * (rank - 1 - i);
            (sizes[i], sides[at], sides[at + 1]) = (before, before, all - before);
        }
        bool isEven = Enumerable.Range(0, rank).All(i => sides[2 * i] == sides[2 * i + 1]);
        return mode == PaddingMode.Zeros && isEven || sides.All(side => side == 0) ? (sizes, null) : (new int[rank], sides);
    }

    private protected static void RequireAtLeast(string name, string argument, ReadOnlySpan<int> values, int least)
    {
        foreach (int value in values)
            if (value < least)
                throw new ArgumentException($"{name}: {argument} is {(values.Length == 1 ? value : new OneOrMore<int>(values))}, at least {least} was needed");
    }
}
