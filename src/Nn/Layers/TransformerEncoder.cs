using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Encoder layers one after the other.</summary>
/// <remarks>
/// Where autograd is off and sequences are padded, PyTorch may take a path that gives zeros behind the ends of batch-first sequences,
/// and may cut the result to the longest. Here all items are computed, as PyTorch does when autograd is on.
/// </remarks>
public sealed class TransformerEncoder : Layer
{
    /// <summary>Copies of a layer.</summary>
    /// <param name="encoderLayer">What every layer starts as; it is not part of the encoder itself.</param>
    /// <param name="numLayers">How many.</param>
    /// <param name="norm">What the result goes through in the end; null for nothing.</param>
    /// <param name="enableNestedTensor">Kept for files: a matter of speed.</param>
    /// <param name="maskCheck">Kept for files: a matter of speed.</param>
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

    /// <summary>What Python is told when the module is saved.</summary>
    public bool EnableNestedTensor { get; }

    /// <summary>What Python is told when the module is saved.</summary>
    public bool MaskCheck { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <summary>The sequence after all layers; the arguments are those of <see cref="TransformerEncoderLayer.Forward"/>.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor src, Tensor? mask = null, Tensor? srcKeyPaddingMask = null, bool isCausal = false)
    {
        foreach (TransformerEncoderLayer layer in Layers)
            src = layer.Forward(src, mask, srcKeyPaddingMask, isCausal);
        return Norm is null ? src : Norm.Forward(src);
    }
}
