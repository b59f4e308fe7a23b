using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Attention of a sequence to itself, then two linear layers, each added to what it was given (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).</summary>
public sealed class TransformerEncoderLayer : TransformerLayer, ILayer
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
    public TransformerEncoderLayer(
        int dModel, int nhead, int dimFeedforward = 2048, double dropout = 0.1, ActivationFunction? activation = null, double layerNormEps = 1e-5, bool batchFirst = false,
        bool normFirst = false, bool bias = true, DType dtype = DType.Float32)
        : base(dModel, nhead, dimFeedforward, activation, layerNormEps, batchFirst, normFirst, bias, dtype)
    {
        SelfAttn = Child("self_attn", new MultiheadAttention(dModel, nhead, dropout, bias, batchFirst: batchFirst, dtype: dtype));
        Linear1 = Child("linear1", new Linear(dModel, dimFeedforward, bias, dtype));
        Dropout = Child("dropout", new Dropout(dropout));
        Linear2 = Child("linear2", new Linear(dimFeedforward, dModel, bias, dtype));
        Norm1 = Child("norm1", new LayerNorm(dModel, layerNormEps, bias: bias, dtype: dtype));
        Norm2 = Child("norm2", new LayerNorm(dModel, layerNormEps, bias: bias, dtype: dtype));
        Dropout1 = Child("dropout1", new Dropout(dropout));
        Dropout2 = Child("dropout2", new Dropout(dropout));
        if (Activation.Layer is { } layer)
            Child("activation", layer);
    }

    /// <summary>The attention.</summary>
    public MultiheadAttention SelfAttn { get; }

    /// <summary>To the elements between.</summary>
    public Linear Linear1 { get; }

    /// <summary>After the activation.</summary>
    public Dropout Dropout { get; }

    /// <summary>Back from them.</summary>
    public Linear Linear2 { get; }

    /// <summary>Of the attention.</summary>
    public LayerNorm Norm1 { get; }

    /// <summary>Of the linear layers.</summary>
    public LayerNorm Norm2 { get; }

    /// <summary>After the attention.</summary>
    public Dropout Dropout1 { get; }

    /// <summary>After the linear layers.</summary>
    public Dropout Dropout2 { get; }

    Tensor ILayer.Forward(Tensor x) => Forward(x);

    /// <summary>The sequence after the layer, of its shape.</summary>
    /// <param name="src">[S, batch, E], [batch, S, E] if batch-first, or [S, E].</param>
    /// <param name="srcMask">Where items must not look, as of <see cref="MultiheadAttention.Forward"/>.</param>
    /// <param name="srcKeyPaddingMask">What items must not be looked at, [batch, S] or [S].</param>
    /// <param name="isCausal">A hint that the mask hides what comes later.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor src, Tensor? srcMask = null, Tensor? srcKeyPaddingMask = null, bool isCausal = false)
    {
        Tensor Attention(Tensor x) => Attend(SelfAttn, x, x, srcMask, srcKeyPaddingMask, isCausal, Dropout1);
        Tensor Inner(Tensor x) => FeedForward(x, Linear1, Dropout, Linear2, Dropout2);
        if (NormFirst)
        {
            Tensor seen = Ops.Add(src, Attention(Norm1.Forward(src)));
            return Ops.Add(seen, Inner(Norm2.Forward(seen)));
        }
        Tensor attended = Norm1.Forward(Ops.Add(src, Attention(src)));
        return Norm2.Forward(Ops.Add(attended, Inner(attended)));
    }

    /// <summary>A layer of the same arguments and its own copy of the values.</summary>
    public TransformerEncoderLayer Copy()
    {
        TransformerEncoderLayer copy = new(DModel, Nhead, DimFeedforward, Dropout.P, Activation.Copy(), LayerNormEps, BatchFirst, NormFirst, Bias, Linear1.Weight.Value.DType);
        copy.LoadStateDict(StateDict());
        return copy;
    }
}
