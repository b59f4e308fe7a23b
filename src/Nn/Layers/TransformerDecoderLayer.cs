using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Attention of a sequence to itself, then to an encoder's result, then two linear layers, each added to what it was given (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).</summary>
public sealed class TransformerDecoderLayer : TransformerLayer
{
    /// <summary>A layer of zeros.</summary>
    /// <param name="dModel">Elements of each item.</param>
    /// <param name="nhead">Heads; they divide the elements.</param>
    /// <param name="dimFeedforward">Elements between the two linear layers.</param>
    /// <param name="dropout">How likely training drops an element.</param>
    /// <param name="activation">A function, or a layer, which becomes a child; ReLU if null.</param>
    /// <param name="layerNormEps">Added to variances.</param>
    /// <param name="batchFirst">True for [batch, sequence, elements] in and out instead of [sequence, batch, elements].</param>
    /// <param name="normFirst">True to normalise before attention and linear layers, false after.</param>
    /// <param name="bias">False for no biases.</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentException">The heads do not divide the elements.</exception>
    public TransformerDecoderLayer(
        int dModel, int nhead, int dimFeedforward = 2048, double dropout = 0.1, ActivationFunction? activation = null, double layerNormEps = 1e-5, bool batchFirst = false,
        bool normFirst = false, bool bias = true, DType dtype = DType.Float32)
        : base(dModel, nhead, dimFeedforward, activation, layerNormEps, batchFirst, normFirst, bias, dtype)
    {
        SelfAttn = Child("self_attn", new MultiheadAttention(dModel, nhead, dropout, bias, batchFirst: batchFirst, dtype: dtype));
        MultiheadAttn = Child("multihead_attn", new MultiheadAttention(dModel, nhead, dropout, bias, batchFirst: batchFirst, dtype: dtype));
        Linear1 = Child("linear1", new Linear(dModel, dimFeedforward, bias, dtype));
        Dropout = Child("dropout", new Dropout(dropout));
        Linear2 = Child("linear2", new Linear(dimFeedforward, dModel, bias, dtype));
        Norm1 = Child("norm1", new LayerNorm(dModel, layerNormEps, bias: bias, dtype: dtype));
        Norm2 = Child("norm2", new LayerNorm(dModel, layerNormEps, bias: bias, dtype: dtype));
        Norm3 = Child("norm3", new LayerNorm(dModel, layerNormEps, bias: bias, dtype: dtype));
        Dropout1 = Child("dropout1", new Dropout(dropout));
        Dropout2 = Child("dropout2", new Dropout(dropout));
        Dropout3 = Child("dropout3", new Dropout(dropout));
        if (Activation.Layer is { } layer)
            Child("activation", layer);
    }

    /// <summary>The attention to itself.</summary>
    public MultiheadAttention SelfAttn { get; }

    /// <summary>The attention to the encoder's result.</summary>
    public MultiheadAttention MultiheadAttn { get; }

    /// <summary>To the elements between.</summary>
    public Linear Linear1 { get; }

    /// <summary>After the activation.</summary>
    public Dropout Dropout { get; }

    /// <summary>Back from them.</summary>
    public Linear Linear2 { get; }

    /// <summary>Of the attention to itself.</summary>
    public LayerNorm Norm1 { get; }

    /// <summary>Of the attention to the encoder's result.</summary>
    public LayerNorm Norm2 { get; }

    /// <summary>Of the linear layers.</summary>
    public LayerNorm Norm3 { get; }

    /// <summary>After the attention to itself.</summary>
    public Dropout Dropout1 { get; }

    /// <summary>After the attention to the encoder's result.</summary>
    public Dropout Dropout2 { get; }

    /// <summary>After the linear layers.</summary>
    public Dropout Dropout3 { get; }

    /// <summary>The sequence after the layer, of its shape.</summary>
    /// <param name="tgt">[T, batch, E], [batch, T, E] if batch-first, or [T, E].</param>
    /// <param name="memory">The encoder's result, [S, batch, E], likewise.</param>
    /// <param name="tgtMask">Where items must not look in the sequence, as of <see cref="MultiheadAttention.Forward"/>.</param>
    /// <param name="memoryMask">Where they must not look in the encoder's result.</param>
    /// <param name="tgtKeyPaddingMask">What items of the sequence must not be looked at, [batch, T] or [T].</param>
    /// <param name="memoryKeyPaddingMask">What items of the encoder's result must not be looked at, [batch, S] or [S].</param>
    /// <param name="tgtIsCausal">A hint that the sequence's mask hides what comes later.</param>
    /// <param name="memoryIsCausal">A hint that the other mask does.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(
        Tensor tgt, Tensor memory, Tensor? tgtMask = null, Tensor? memoryMask = null, Tensor? tgtKeyPaddingMask = null, Tensor? memoryKeyPaddingMask = null,
        bool tgtIsCausal = false, bool memoryIsCausal = false)
    {
        Tensor Itself(Tensor x) => Attend(SelfAttn, x, x, tgtMask, tgtKeyPaddingMask, tgtIsCausal, Dropout1);
        Tensor Other(Tensor x) => Attend(MultiheadAttn, x, memory, memoryMask, memoryKeyPaddingMask, memoryIsCausal, Dropout2);
        Tensor Inner(Tensor x) => FeedForward(x, Linear1, Dropout, Linear2, Dropout3);
        Tensor x = tgt;
        if (NormFirst)
        {
            x = Ops.Add(x, Itself(Norm1.Forward(x)));
            x = Ops.Add(x, Other(Norm2.Forward(x)));
            return Ops.Add(x, Inner(Norm3.Forward(x)));
        }
        x = Norm1.Forward(Ops.Add(x, Itself(x)));
        x = Norm2.Forward(Ops.Add(x, Other(x)));
        return Norm3.Forward(Ops.Add(x, Inner(x)));
    }

    /// <summary>A layer of the same arguments and its own copy of the values.</summary>
    public TransformerDecoderLayer Copy()
    {
        TransformerDecoderLayer copy = new(DModel, Nhead, DimFeedforward, Dropout.P, Activation.Copy(), LayerNormEps, BatchFirst, NormFirst, Bias, Linear1.Weight.Value.DType);
        copy.LoadStateDict(StateDict());
        return copy;
    }
}
