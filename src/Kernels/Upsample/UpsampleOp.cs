using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Signals, images or volumes in another size. Operand: input [N, C, …] with one, two or three dimensions at the end.</summary>
/// <param name="Mode">How elements between the given ones are found.</param>
/// <param name="Rank">How many dimensions change: 1, 2 or 3. Sizes before those are not used.</param>
/// <param name="Size">The sizes of the output.</param>
public sealed record UpsampleOp(UpsampleMode Mode, int Rank, Size3 Size) : Op, ICpuOp
{
    /// <summary>The sizes of the output.</summary>
    public Size3 Size { get; } = Size.Last(Rank, 1);

    /// <summary>True where the centres of the outermost elements meet, false where their outer edges do.</summary>
    public bool AlignCorners { get; init; }

    /// <summary>By what the distance between elements grows in each dimension where that is not the quotient of the sizes; 0 where it is.</summary>
    public (double Depth, double Height, double Width) Scale { get; init; }

    /// <inheritdoc/>
    public override string Name => "upsample";

    /// <inheritdoc/>
    public override string Attributes => List(
        $"size={Size.ToString(Rank)}", $"mode={Mode.ToString().ToLowerInvariant()}", AlignCorners ? "align_corners" : null,
        Scale == default ? null : FormattableString.Invariant($"scale=({Scale.Depth}, {Scale.Height}, {Scale.Width})"));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => Make<float>(),
        (true, DType.Float64) => Make<double>(),
        _ => null,
    };

    Kernel Make<T>() where T : unmanaged, IFloatingPointIeee754<T> => Mode switch
    {
        UpsampleMode.Nearest or UpsampleMode.NearestExact => new UpsampleKernel<NearestTap<T>, T>(this, new(Mode == UpsampleMode.NearestExact)),
        UpsampleMode.Bicubic => new UpsampleKernel<CubicTaps<T>, T>(this, new()),
        _ => new UpsampleKernel<LinearTaps<T>, T>(this, new()),
    };
}
