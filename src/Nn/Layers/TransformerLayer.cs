using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What encoder and decoder layers of a transformer share.</summary>
public abstract class TransformerLayer : Module
{
    private protected TransformerLayer(int dModel, int nhead, int dimFeedforward, ActivationFunction? activation, double layerNormEps, bool batchFirst, bool normFirst, bool bias, DType dtype)
        : base(dtype)
    {
        (DModel, Nhead, DimFeedforward, Activation, LayerNormEps, BatchFirst, NormFirst, Bias) =
            (dModel, nhead, dimFeedforward, activation ?? ActivationFunction.Relu, layerNormEps, batchFirst, normFirst, bias);
    }

    /// <summary>Elements of each item.</summary>
    public int DModel { get; }

    /// <summary>Heads of the attention.</summary>
    public int Nhead { get; }

    /// <summary>Elements between the two linear layers.</summary>
    public int DimFeedforward { get; }

    /// <summary>What is applied between the linear layers.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>Added to variances.</summary>
    public double LayerNormEps { get; }

    /// <summary>True for [batch, sequence, elements] in and out instead of [sequence, batch, elements].</summary>
    public bool BatchFirst { get; }

    /// <summary>True to normalise before attention and linear layers, false after.</summary>
    public bool NormFirst { get; }

    /// <summary>True where linear layers and normalisation have biases.</summary>
    public bool Bias { get; }

    private protected Tensor FeedForward(Tensor x, Linear first, Dropout between, Linear second, Dropout after) =>
        after.Forward(second.Forward(between.Forward(Activation.Apply(first.Forward(x)))));

    private protected static Tensor Attend(MultiheadAttention attention, Tensor x, Tensor at, Tensor? mask, Tensor? padding, bool isCausal, Dropout after) =>
        after.Forward(attention.Forward(x, at, at, padding, needWeights: false, attnMask: mask, isCausal: isCausal).Output);
}
