using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What encoder and decoder layers of a transformer share.</summary>
public abstract class TransformerLayer : Module
{
    private protected TransformerLayer(int dModel, int nhead, int dimFeedforward, string activation, double layerNormEps, bool batchFirst, bool normFirst, bool bias, DType dtype)
        : base(dtype)
    {
        if (activation is not ("relu" or "gelu"))
            throw new ArgumentException($"transformer layer: the activation is '{activation}', expected 'relu' or 'gelu'", nameof(activation));
        (DModel, Nhead, DimFeedforward, Activation, LayerNormEps, BatchFirst, NormFirst, Bias) =
            (dModel, nhead, dimFeedforward, activation, layerNormEps, batchFirst, normFirst, bias);
    }

    /// <summary>Elements of each item.</summary>
    public int DModel { get; }

    /// <summary>Heads of the attention.</summary>
    public int Nhead { get; }

    /// <summary>Elements between the two linear layers.</summary>
    public int DimFeedforward { get; }

    /// <summary><c>relu</c> or <c>gelu</c>.</summary>
    public string Activation { get; }

    /// <summary>Added to variances.</summary>
    public double LayerNormEps { get; }

    /// <summary>True for [batch, sequence, elements] in and out instead of [sequence, batch, elements].</summary>
    public bool BatchFirst { get; }

    /// <summary>True to normalise before attention and linear layers, false after.</summary>
    public bool NormFirst { get; }

    /// <summary>True where linear layers and normalisation have biases.</summary>
    public bool Bias { get; }

    private protected Tensor FeedForward(Tensor x, Linear first, Dropout between, Linear second, Dropout after)
    {
        Tensor inner = first.Forward(x);
        inner = Activation == "relu" ? Ops.Relu(inner) : Ops.Gelu(inner);
        return after.Forward(second.Forward(between.Forward(inner)));
    }

    private protected static Tensor Attend(MultiheadAttention attention, Tensor x, Tensor at, Tensor? mask, Tensor? padding, bool isCausal, Dropout after) =>
        after.Forward(attention.Forward(x, at, at, padding, needWeights: false, attnMask: mask, isCausal: isCausal).Output);
}
