namespace PtFormat.Kernels;

/// <summary>
/// One layer of a long short-term memory in one direction (Hochreiter and Schmidhuber 1997), with a projection where there is a
/// weight_hr (Sak et al. 2014, https://arxiv.org/abs/1402.1128). The four gates lie in PyTorch's order: input, forget, cell, output.
/// </summary>
/// <inheritdoc/>
public sealed record LstmOp(bool Reverse = false, StepSizes? Packed = null) : RecurrentOp(Reverse, Packed)
{
    /// <inheritdoc/>
    public override string Name => "lstm";

    internal override int Gates => 4;

    internal override bool HasCellState => true;

    private protected override Kernel Find<T>(RecurrentSizes sizes) => Find<LstmStep, T>(sizes, Processor.RegisterBits);
}
