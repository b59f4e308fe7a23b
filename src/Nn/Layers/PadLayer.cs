using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What all layers that pad have in common.</summary>
public abstract class PadLayer : Layer
{
    readonly string _name;
    readonly int[] _sides;
    readonly PaddingMode _mode;
    readonly double _value;

    private protected PadLayer(string name, int rank, OneOrMore<int> padding, PaddingMode mode, double value = 0) =>
        (_name, _sides, _mode, _value, Padding) = (name, padding.For(name, nameof(padding), 2 * rank), mode, value, padding);

    /// <summary>One number for all sides, or two for each dimension, those of the last dimension first.</summary>
    public OneOrMore<int> Padding { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int rank = _sides.Length / 2;
        if (_mode == PaddingMode.Zeros ? x.Rank < rank : x.Rank != rank + 1 && x.Rank != rank + 2)
            throw new ArgumentException($"{_name}: input has {x.Rank} dimensions {x.Shape}, expected {(_mode == PaddingMode.Zeros ? $"at least {rank}" : $"{rank + 2}, or {rank + 1} without batch")}");
        return Ops.Pad(x, _sides, _mode, _value);
    }
}
