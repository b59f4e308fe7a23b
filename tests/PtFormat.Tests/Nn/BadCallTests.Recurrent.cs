using System.Runtime.CompilerServices;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <content>Normalisation, dropout, sequences, look-ups, attention and losses.</content>
public partial class BadCallTests
{
    static TestCaseData[] SequenceCalls =>
    [
        Row(() => new BatchNorm1d(3).Forward(F(2, 3, 4, 5)), "batch_norm1d: input has 4 dimensions [2, 3, 4, 5], expected [batch, channels] or [batch, channels, length]"),
        Row(() => new BatchNorm2d(3).Forward(F(2, 4, 5, 5)), "batch_norm2d: input has 4 channels [2, 4, 5, 5], the layer was made for 3"),
        Row(() => new BatchNorm2d(3).Forward(F(1, 3, 1, 1)), "batch_norm2d: input is [1, 3, 1, 1]: in training each channel needs more than one value to have a variance"),
        Row(() => new BatchNorm1d(3, dtype: DType.Float64).Forward(F(2, 3)), "batch_norm: input is float32 [2, 3], weight is float64 [3]: convert one of them"),
        Row(() => new InstanceNorm2d(3).Forward(F(2, 3)), "instance_norm2d: input has 2 dimensions [2, 3], expected [batch, channels, height, width] or [channels, height, width]"),
        Row(() => new InstanceNorm1d(3).Forward(F(2, 4, 5)), "instance_norm1d: input has 4 channels [2, 4, 5], the layer was made for 3"),
        Row(() => new InstanceNorm1d(3).Forward(F(2, 3, 1)), "instance_norm1d: input is [2, 3, 1]: in training each channel of an item needs more than one value to have a variance"),
        Row(() => new LayerNorm(5).Forward(F(2, 4)), "layer_norm: input is [2, 4], its last dimensions must be normalized_shape [5]"),
        Row(() => new RmsNorm([2, 5]).Forward(F(5)), "rms_norm: input is [5], its last dimensions must be normalized_shape [2, 5]"),
        Row(() => new GroupNorm(4, 6), "group_norm: 4 groups do not divide 6 channels (Parameter 'numGroups')"),
        Row(() => new GroupNorm(2, 6).Forward(F(2, 4)), "group_norm: input has 4 channels [2, 4], the layer was made for 6"),
        Row(() => new GroupNorm(2, 6).Forward(F(6)), "group_norm: input is [6], expected [batch, channels, ...]"),
        Row(() => new LocalResponseNorm(3).Forward(F(2, 3)), "local_response_norm: input is [2, 3], expected [batch, channels, ...] of at least three dimensions"),
        Row(() => new CrossMapLrn2d(3).Forward(F(2, 3, 4)), "cross_map_lrn2d: input has 3 dimensions [2, 3, 4], expected [batch, channels, height, width]"),
        Row(() => new Dropout(1.5), "dropout: p is 1.5, expected a probability from 0 to 1 (Parameter 'p')"),
        Row(() => new Dropout1d().Forward(F(2)), "dropout1d: input has 1 dimensions [2], expected [N, C, L] or [C, L]"),
        Row(() => new Dropout().Forward(F(2)), "Dropout draws random numbers while training: call Train(new Generator(seed)), or Eval() for inference"),

        Row(() => new Rnn(3, 4).Forward(F(3)), "rnn: input has 1 dimensions [3], expected [steps, batch, features] or [steps, features]"),
        Row(() => new Rnn(3, 4, nonlinearity: "sigmoid"), "rnn: the nonlinearity is 'sigmoid', expected 'tanh' or 'relu' (Parameter 'nonlinearity')"),
        Row(() => new Gru(3, 4).Forward(F(5, 2, 3), F(2, 2, 4)), "gru: h0 is [2, 2, 4], expected [1, 2, 4]: [layers * directions, batch, hidden], or without batch for an input without"),
        Row(() => new LstmCell(3, 4).Forward(F(2, 2, 3)), "lstm_cell: input has 3 dimensions [2, 2, 3], expected [batch, features] or [features]"),
        Row(() => new GruCell(3, 4).Forward(F(2, 4)), "gru_cell: input has 4 features [2, 4], the cell was made for 3"),
        Row(() => new GruCell(3, 4).Forward(F(2, 3), F(3, 4)), "gru_cell: h0 is [3, 4], expected [2, 4] beside an input of [2, 3]"),
        Row(() => new Lstm(3, 4).Forward(PackedSequence.PackPadded(F(4, 2, 3).To(DType.Float64), [4, 3])), "lstm: input is float64 [7, 3], weight_ih is float32 [16, 3]: convert one of them"),
        Row(() => PackedSequence.PackPadded(F(4, 2, 3), [4, 5]), "pack_padded_sequence: length 1 is 5, expected 1 to 4, the steps of [4, 2, 3]"),
        Row(() => PackedSequence.PackPadded(F(4, 2, 3), [2, 4]), "pack_padded_sequence: length 1 is 4 after 2: pass enforceSorted: false for lengths that grow"),
        Row(() => PackedSequence.PackPadded(F(4, 2, 3), [4]), "pack_padded_sequence: input is [4, 2, 3] and there are 1 lengths: expected [steps, batch, ...] with a length for each of the batch"),
        Row(() => new PackedSequence(F(5, 3), Whole(2, 2)), "packed sequence: data is [5, 3], the steps [2, 2] add up to 4 rows"),
        Row(() => new PackedSequence(F(5, 3), Whole(2, 3)), "a packed sequence's step 1 holds 3 sequences after 2: sizes are positive and never grow"),

        Row(() => new Embedding(7, 4).Forward(F(2)), "embedding: input is float32 [2], row numbers were needed: int64 or int32"),
        Row(() => new Embedding(7, 4, paddingIdx: 7), "embedding: padding_idx is 7, expected a row of [7, 4]: -7 to 6 (Parameter 'paddingIdx')"),
        Row(() => new EmbeddingBag(7, 3).Forward(Whole(1, 2)), "embedding_bag: input is [2] without offsets, expected [bags, size] without or [N] with offsets"),
        Row(() => new EmbeddingBag(7, 3, mode: "min"), "embedding_bag: the mode is 'min', expected 'sum', 'mean' or 'max' (Parameter 'mode')"),
        Row(() => new EmbeddingBag(7, 3).Forward(Whole(1, 2), Whole(0), F(2)), "embedding_bag: per_sample_weights are for the mode sum, not mean"),
        Row(() => new EmbeddingBag(7, 3).Forward(Whole(1, 2), Whole(1)), "embedding_bag: the first offset is 1, expected 0"),
        Row(() => new Bilinear(3, 4, 2).Forward(F(5, 3), F(4, 4)), "bilinear: inputs are [5, 3] and [4, 4], expected [..., 3] and [..., 4] that differ nowhere else"),

        Row(() => new MultiheadAttention(8, 3), "multihead_attention: 3 heads do not divide 8 elements (Parameter 'numHeads')"),
        Row(() => new MultiheadAttention(8, 2).Forward(F(3, 2, 8), F(5, 2, 7), F(5, 2, 7)), "multihead_attention: key has 7 elements [5, 2, 7], the layer was made for 8"),
        Row(() => new MultiheadAttention(8, 2).Forward(F(3, 2, 8), F(5, 2, 8), F(5, 2, 8), F(5, 2)), "multihead_attention: key_padding_mask is [5, 2], expected [2, 5]: [batch, keys]"),
        Row(
            () => new MultiheadAttention(8, 2).Forward(F(3, 2, 8), F(5, 2, 8), F(5, 2, 8), attnMask: F(5, 3)),
            "multihead_attention: attn_mask is [5, 3], expected [3, 5] or [4, 3, 5]: [queries, keys], or one for each head of each of the batch"),
        Row(
            () => new MultiheadAttention(8, 2).Forward(F(3, 2, 8), F(3, 2, 8), F(3, 2, 8), isCausal: true),
            "multihead_attention: is_causal is a hint about attn_mask, and there is none: pass Ops.CausalMask"),
        Row(
            () => Ops.ScaledDotProductAttention(F(3, 4), F(5, 4), F(5, 4), F(3, 5), isCausal: true),
            "scaled_dot_product_attention: attn_mask [3, 5] was given beside is_causal, which is a mask itself"),
        Row(() => new TransformerEncoderLayer(8, 2, activation: "tanh"), "transformer layer: the activation is 'tanh', expected 'relu' or 'gelu' (Parameter 'activation')"),
        Row(() => new Transformer(8, 2, 1, 1, 4).Forward(F(5, 2, 8), F(3, 3, 8)), "transformer: src is [5, 2, 8], tgt is [3, 3, 8]: both must have the same batch"),
        Row(() => new Transformer(8, 2, 1, 1, 4).Forward(F(5, 2, 8), F(3, 2, 7)), "transformer: tgt is [3, 2, 7], expected [sequence, batch, 8] or [sequence, 8]"),

        Row(() => new CrossEntropyLoss().Forward(F(4, 5), Whole(0, 1, 2)), "cross_entropy: input is [4, 5], target is [3]: expected a class for each item of the input, [4]"),
        Row(() => new CrossEntropyLoss(F(4)).Forward(F(2, 5), Whole(0, 1)), "cross_entropy: input has 5 classes [2, 5], weight is [4], expected [5]"),
        Row(() => new CrossEntropyLoss(labelSmoothing: 2), "cross_entropy: label_smoothing is 2, expected 0 to 1 (Parameter 'labelSmoothing')"),
        Row(() => new NllLoss().Forward(F(4, 5), F(4)), "nll_loss: target is float32 [4], class numbers were needed: int64"),
        Row(() => new MseLoss().Forward(F(3, 4), F(3, 5)), "mse_loss: input is [3, 4], target is [3, 5]: sizes 4 and 5 of dimension -1 differ and neither is 1"),
        Row(() => new MseLoss(LossReduction.BatchMean), "mse_loss: the reduction is BatchMean, expected None, Mean or Sum (Parameter 'reduction')"),
        Row(() => new BceLoss().Forward(F(3), F(4)), "binary_cross_entropy: input is [3], target is [4]: both must have the same shape"),
        Row(() => new SmoothL1Loss(beta: -1).Forward(F(3), F(3)), "smooth_l1_loss: beta is -1, it must not be negative"),
        Row(() => new HuberLoss(delta: 0).Forward(F(3), F(3)), "huber_loss: delta is 0, it must be positive"),
        Row(() => new MultiMarginLoss(3), "multi_margin_loss: p is 3, expected 1 or 2 (Parameter 'p')"),
        Row(() => new CosineEmbeddingLoss().Forward(F(4, 3), F(4, 3), F(3)), "cosine_embedding_loss: input is [4, 3], target is [3]: expected [N, D] with [N], or [D] with []"),
        Row(
            () => new GaussianNllLoss().Forward(F(3, 4), F(3, 4), F(4)),
            "gaussian_nll_loss: input is [3, 4], variance is [4]: expected the same shape, or 1 or nothing in place of the last size"),
        Row(() => new CtcLoss(blank: 5).Forward(F(6, 2, 5), F(2, 3), Whole(6, 6), Whole(3, 3)), "ctc_loss: the blank is 5, expected a class of [6, 2, 5]: 0 to 4"),
        Row(() => new CtcLoss().Forward(F(6, 2, 5), Whole(1, 2), Whole(6), Whole(1, 1)), "ctc_loss: input_lengths is [1], expected [2]"),
    ];

    [TestCaseSource(nameof(SequenceCalls))]
    public void ASequenceCallSaysWhatIsWrong(Action call, string message) => Assert.That(() => call(), Throws.InstanceOf<Exception>().With.Message.EqualTo(message));

    static TestCaseData Row(Func<object?> call, string message, [CallerArgumentExpression(nameof(call))] string expression = "") =>
        new TestCaseData((Action)(() => call()), message).SetArgDisplayNames(expression["() => ".Length..]);

    static Tensor F(params ReadOnlySpan<long> sizes) => Tensor.Zeros(Shape.Create(sizes));

    static Tensor Whole(params ReadOnlySpan<long> values) => Tensor.From(values);
}
