using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>An encoder and a decoder that looks at what the encoder gives (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).</summary>
public sealed class Transformer : Module
{
    /// <summary>A transformer of zeros.</summary>
    /// <param name="dModel">Elements of each item.</param>
    /// <param name="nhead">Heads; they divide the elements.</param>
    /// <param name="numEncoderLayers">Layers of the encoder.</param>
    /// <param name="numDecoderLayers">Layers of the decoder.</param>
    /// <param name="dimFeedforward">Elements between the two linear layers of each.</param>
    /// <param name="dropout">How likely training drops an element.</param>
    /// <param name="activation">A function, or a layer, of which every layer of the transformer gets its own; ReLU if null.</param>
    /// <param name="customEncoder">An encoder in place of one made from these arguments.</param>
    /// <param name="customDecoder">A decoder in place of one made from these arguments.</param>
    /// <param name="layerNormEps">Added to variances.</param>
    /// <param name="batchFirst">True for [batch, sequence, elements] in and out instead of [sequence, batch, elements].</param>
    /// <param name="normFirst">True to normalise before attention and linear layers, false after.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentException">The heads do not divide the elements.</exception>
    public Transformer(
        int dModel = 512, int nhead = 8, int numEncoderLayers = 6, int numDecoderLayers = 6, int dimFeedforward = 2048, double dropout = 0.1, ActivationFunction? activation = null,
        TransformerEncoder? customEncoder = null, TransformerDecoder? customDecoder = null, double layerNormEps = 1e-5, bool batchFirst = false, bool normFirst = false,
        bool bias = true, DType dtype = DType.Float32) : base(dtype)
    {
        (DModel, Nhead, NumEncoderLayers, NumDecoderLayers, DimFeedforward, Dropout) = (dModel, nhead, numEncoderLayers, numDecoderLayers, dimFeedforward, dropout);
        (Activation, CustomEncoder, CustomDecoder) = (activation ?? ActivationFunction.Relu, customEncoder, customDecoder);
        (LayerNormEps, BatchFirst, NormFirst, Bias) = (layerNormEps, batchFirst, normFirst, bias);
        LayerNorm Norm() => new(dModel, layerNormEps, bias: bias, dtype: dtype);
        Encoder = Child("encoder", customEncoder ?? new TransformerEncoder(
            new TransformerEncoderLayer(dModel, nhead, dimFeedforward, dropout, activation, layerNormEps, batchFirst, normFirst, bias, dtype), numEncoderLayers, Norm()));
        Decoder = Child("decoder", customDecoder ?? new TransformerDecoder(
            new TransformerDecoderLayer(dModel, nhead, dimFeedforward, dropout, activation, layerNormEps, batchFirst, normFirst, bias, dtype), numDecoderLayers, Norm()));
    }

    /// <summary>Draws encoder and decoder, then every matrix once more.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(Generator generator, HashSet<object> done)
    {
        base.Initialize(generator, done);
        foreach (Parameter parameter in Parameters())
            if (parameter.Value.Rank > 1)
                parameter.Value = Init.XavierUniform().Draw(generator, parameter.Value.Shape, parameter.Value.DType);
    }

    /// <summary>Elements of each item.</summary>
    public int DModel { get; }

    /// <summary>Heads.</summary>
    public int Nhead { get; }

    /// <summary>Layers of an encoder that was not given.</summary>
    public int NumEncoderLayers { get; }

    /// <summary>Layers of a decoder that was not given.</summary>
    public int NumDecoderLayers { get; }

    /// <summary>Elements between the two linear layers of each.</summary>
    public int DimFeedforward { get; }

    /// <summary>How likely training drops an element.</summary>
    public double Dropout { get; }

    /// <summary>What encoder and decoder layers apply between their linear layers.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>The encoder that was given.</summary>
    public TransformerEncoder? CustomEncoder { get; }

    /// <summary>The decoder that was given.</summary>
    public TransformerDecoder? CustomDecoder { get; }

    /// <summary>Added to variances.</summary>
    public double LayerNormEps { get; }

    /// <summary>True for [batch, sequence, elements] in and out.</summary>
    public bool BatchFirst { get; }

    /// <summary>True to normalise before attention and linear layers, false after.</summary>
    public bool NormFirst { get; }

    /// <summary>True where linear layers and normalisation have biases.</summary>
    public bool Bias { get; }

    /// <summary>The encoder.</summary>
    public TransformerEncoder Encoder { get; }

    /// <summary>The decoder.</summary>
    public TransformerDecoder Decoder { get; }

    /// <summary>The target sequence after encoder and decoder, of its shape.</summary>
    /// <param name="src">What the encoder reads: [S, batch, E], [batch, S, E] if batch-first, or [S, E].</param>
    /// <param name="tgt">What the decoder reads: [T, batch, E], likewise.</param>
    /// <param name="srcMask">Where items must not look in the source, as of <see cref="MultiheadAttention.Forward"/>.</param>
    /// <param name="tgtMask">Where items must not look in the target.</param>
    /// <param name="memoryMask">Where the target's items must not look in what the encoder gave.</param>
    /// <param name="srcKeyPaddingMask">What items of the source must not be looked at, [batch, S] or [S].</param>
    /// <param name="tgtKeyPaddingMask">What items of the target must not be looked at, [batch, T] or [T].</param>
    /// <param name="memoryKeyPaddingMask">What items the encoder gave must not be looked at, [batch, S] or [S].</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(
        Tensor src, Tensor tgt, Tensor? srcMask = null, Tensor? tgtMask = null, Tensor? memoryMask = null, Tensor? srcKeyPaddingMask = null, Tensor? tgtKeyPaddingMask = null,
        Tensor? memoryKeyPaddingMask = null)
    {
        foreach ((string name, Tensor x) in new[] { ("src", src), ("tgt", tgt) })
            if (x.Rank is not (2 or 3) || x.Shape[-1] != DModel)
                throw new ArgumentException($"transformer: {name} is {x.Shape}, expected {(BatchFirst ? "[batch, sequence" : "[sequence, batch")}, {DModel}] or [sequence, {DModel}]");
        int batch = BatchFirst ? 0 : 1;
        if (src.Rank != tgt.Rank || src.Rank == 3 && src.Shape[batch] != tgt.Shape[batch])
            throw new ArgumentException($"transformer: src is {src.Shape}, tgt is {tgt.Shape}: both must have the same batch");
        return Decoder.Forward(tgt, Encoder.Forward(src, srcMask, srcKeyPaddingMask), tgtMask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask);
    }

    /// <summary>A mask under which no item looks at a later one: minus infinity above the diagonal, else 0.</summary>
    public static Tensor GenerateSquareSubsequentMask(int size, DType dtype = DType.Float32) => Ops.CausalMask(size, size, dtype);
}
