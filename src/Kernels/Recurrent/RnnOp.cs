namespace PtFormat.Kernels;

/// <summary>One layer of a plain recurrent network in one direction (Elman 1990).</summary>
/// <param name="IsRelu">max(x, 0) in place of tanh.</param>
/// <param name="Reverse">Walks from the last step to the first; y keeps the input's order.</param>
/// <param name="Packed">How many sequences each step of a packed input holds; null for one that is not packed.</param>
public sealed record RnnOp(bool IsRelu = false, bool Reverse = false, StepSizes? Packed = null) : RecurrentOp(Reverse, Packed)
{
    /// <inheritdoc/>
    public override string Name => "rnn";

    /// <inheritdoc/>
    public override string Attributes => List(IsRelu ? "relu" : null, base.Attributes.Length == 0 ? null : base.Attributes);

    internal override int Gates => 1;

    internal override bool HasCellState => false;

    private protected override Kernel Find<T>(RecurrentSizes sizes) =>
        IsRelu ? Find<ReluStep, T>(sizes, Processor.RegisterBits) : Find<TanhStep, T>(sizes, Processor.RegisterBits);
}
