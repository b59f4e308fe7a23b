using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Encoder layers one after the other.</summary>
/// <remarks>
/// In evaluation a batch with a padding mask and no other comes out as from PyTorch 2 with autograd off: zeros behind the ends, before the
/// last normalisation. PyTorch takes that path where sequences are batch-first and hidden at their ends only, heads are even in number,
/// projections have biases, layers normalise last and with one eps, and the activation is ReLU or GELU. Else, and with
/// <c>enableNestedTensor: false</c>, all items are computed, as PyTorch does with autograd on.
/// </remarks>
public sealed class TransformerEncoder : Layer
{
    /// <summary>Copies of a layer.</summary>
    /// <param name="encoderLayer">What every layer starts as; it is not part of the encoder itself.</param>
    /// <param name="numLayers">How many.</param>
    /// <param name="norm">What the result goes through in the end; null for nothing.</param>
    /// <param name="enableNestedTensor">False for no zeros behind the ends of padded sequences.</param>
    /// <param name="maskCheck">False where padding is known to be at the ends: then only the number of items that it hides counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is negative.</exception>
    public TransformerEncoder(TransformerEncoderLayer encoderLayer, int numLayers, Layer? norm = null, bool enableNestedTensor = true, bool maskCheck = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numLayers);
        (NumLayers, EnableNestedTensor, MaskCheck) = (numLayers, enableNestedTensor, maskCheck);
        Layers = Child("layers", new ModuleList<TransformerEncoderLayer>(Enumerable.Range(0, numLayers).Select(_ => encoderLayer.Copy())));
        Norm = norm is null ? null : Child("norm", norm);
    }

    /// <summary>Draws one layer, of which the others are copies.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(Generator generator, HashSet<object> done)
    {
        if (NumLayers > 0 && done.Add(Layers))
        {
            Layers[0].Draw(generator, done);
            foreach (TransformerEncoderLayer copy in Layers.Skip(1))
                copy.LoadStateDict(Layers[0].StateDict());
        }
        base.Initialize(generator, done);
    }

    /// <summary>The layers in order.</summary>
    public ModuleList<TransformerEncoderLayer> Layers { get; }

    /// <summary>A layer made as all were: the first; null where there is none.</summary>
    public TransformerEncoderLayer? EncoderLayer => NumLayers == 0 ? null : Layers[0];

    /// <summary>How many.</summary>
    public int NumLayers { get; }

    /// <summary>What the result goes through in the end.</summary>
    public Layer? Norm { get; }

    /// <summary>True for zeros behind the ends of padded sequences in evaluation, where the layers are such that PyTorch gives them.</summary>
    public bool EnableNestedTensor { get; }

    /// <summary>False where padding is known to be at the ends.</summary>
    public bool MaskCheck { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <summary>The sequence after all layers; the arguments are those of <see cref="TransformerEncoderLayer.Forward"/>.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor src, Tensor? mask = null, Tensor? srcKeyPaddingMask = null, bool isCausal = false)
    {
        (Tensor? behind, Tensor? hidden) = (null, srcKeyPaddingMask);
        if (srcKeyPaddingMask is not null && mask is null && UsesNestedTensor && !Layers[0].Training && src.Rank == 3 && srcKeyPaddingMask.Shape == [src.Shape[0], src.Shape[1]])
            (behind, hidden) = Ends(srcKeyPaddingMask);
        foreach (TransformerEncoderLayer layer in Layers)
            src = layer.Forward(src, mask, hidden, isCausal);
        if (behind is not null)
            src = Ops.MaskedFill(src, behind.Unsqueeze(-1), 0);
        return Norm is null ? src : Norm.Forward(src);
    }

    /// <summary>Whether PyTorch packs padded sequences for layers such as these.</summary>
    internal bool UsesNestedTensor => EnableNestedTensor && EncoderLayer is { NormFirst: false, BatchFirst: true, SelfAttn.Bias: true, Activation.FastPath: not 0 } layer
        && layer.Norm1.Eps.Equals(layer.Norm2.Eps) && layer.SelfAttn.NumHeads % 2 == 0;

    // What comes out as zeros, and what the layers hide. By operations alone, so that it can be recorded with any mask.
    (Tensor Behind, Tensor Hidden) Ends(Tensor padding)
    {
        Tensor padded = Ops.Ne(padding, 0);
        long steps = padding.Shape[1];
        if (!MaskCheck)
        {
            Tensor ends = Ops.Ge(Ops.OnDevice(Ops.Arange(steps), padding.Device), Ops.Sum(Ops.LogicalNot(padded), [1], keep: true));
            return (ends, ends);
        }
        // One item that is hidden before one that is not, in any sequence, and no sequence is packed.
        Tensor atEnds = Ops.All(Ops.Le(padded.Narrow(1, 0, Math.Max(0, steps - 1)), padded.Narrow(1, Math.Min(1, steps), Math.Max(0, steps - 1))));
        Tensor behind = Ops.LogicalAnd(padded, atEnds);
        return (behind, padding.DType == DType.Bool ? padding : Ops.MaskedFill(padding, behind, double.NegativeInfinity));
    }
}
