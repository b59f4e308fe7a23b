using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>
/// Reads a digit row by row with a two-layer LSTM and judges after the last row. Takes [n, 8, 8], gives [n, 10] logits.
/// </summary>
public sealed class DigitLstm : Layer
{
    readonly Lstm _lstm;
    readonly Linear _head;

    /// <summary>A network of zeros: its values come from a state_dict.</summary>
    public DigitLstm()
    {
        _lstm = Child("lstm", new Lstm(8, 64, numLayers: 2, batchFirst: true));
        _head = Child("head", new Linear(64, 10));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        (Tensor output, _, _) = _lstm.Forward(x);
        return _head.Forward(output.Select(1, -1));
    }
}
