using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Decoder layers one after the other.</summary>
public sealed class TransformerDecoder : Module
{
    /// <summary>Copies of a layer.</summary>
    /// <param name="decoderLayer">What every layer starts as; it is not part of the decoder itself.</param>
    /// <param name="numLayers">How many.</param>
    /// <param name="norm">What the result goes through in the end; null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is negative.</exception>
    public TransformerDecoder(TransformerDecoderLayer decoderLayer, int numLayers, Layer? norm = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numLayers);
        NumLayers = numLayers;
        Layers = Child("layers", new ModuleList<TransformerDecoderLayer>(Enumerable.Range(0, numLayers).Select(_ => decoderLayer.Copy())));
        Norm = norm is null ? null : Child("norm", norm);
    }

    /// <summary>Draws one layer, of which the others are copies.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(Generator generator, HashSet<object> done)
    {
        if (NumLayers > 0 && done.Add(Layers))
        {
            Layers[0].Draw(generator, done);
            foreach (TransformerDecoderLayer copy in Layers.Skip(1))
                copy.LoadStateDict(Layers[0].StateDict());
        }
        base.Initialize(generator, done);
    }

    /// <summary>The layers in order.</summary>
    public ModuleList<TransformerDecoderLayer> Layers { get; }

    /// <summary>A layer made as all were: the first; null where there is none.</summary>
    public TransformerDecoderLayer? DecoderLayer => NumLayers == 0 ? null : Layers[0];

    /// <summary>How many.</summary>
    public int NumLayers { get; }

    /// <summary>What the result goes through in the end.</summary>
    public Layer? Norm { get; }

    /// <summary>The sequence after all layers; the arguments are those of <see cref="TransformerDecoderLayer.Forward"/>.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(
        Tensor tgt, Tensor memory, Tensor? tgtMask = null, Tensor? memoryMask = null, Tensor? tgtKeyPaddingMask = null, Tensor? memoryKeyPaddingMask = null,
        bool tgtIsCausal = false, bool memoryIsCausal = false)
    {
        foreach (TransformerDecoderLayer layer in Layers)
            tgt = layer.Forward(tgt, memory, tgtMask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask, tgtIsCausal, memoryIsCausal);
        return Norm is null ? tgt : Norm.Forward(tgt);
    }
}
