namespace PtFormat.Kernels;

/// <summary>
/// One layer of gated recurrent units in one direction (Cho et al. 2014, https://arxiv.org/abs/1406.1078). The three gates lie in
/// PyTorch's order: reset, update, new.
/// </summary>
/// <inheritdoc/>
public sealed record GruOp(bool Reverse = false, StepSizes? Packed = null) : RecurrentOp(Reverse, Packed)
{
    /// <inheritdoc/>
    public override string Name => "gru";

    internal override int Gates => 3;

    internal override bool HasCellState => false;

    private protected override Kernel Find<T>(RecurrentSizes sizes) => Find<GruStep, T>(sizes, Processor.RegisterBits);
}
