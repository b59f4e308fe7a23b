using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <content>Normalisation, dropout, sequences, look-ups, attention and losses.</content>
public sealed partial class BadCallTests
{
    static (Func<object?> Call, string Message)[] Sequences =>
    [
        (() => new BatchNorm1d(3).Forward(X(2, 3, 4, 5)), "batch_norm1d: input has 4 dimensions [2, 3, 4, 5], expected [batch, channels] or [batch, channels, length]"),
        (() => new BatchNorm2d(3).Forward(X(2, 4, 5, 5)), "batch_norm2d: input has 4 channels [2, 4, 5, 5], the layer was made for 3"),
        (() => new BatchNorm2d(3).Forward(X(1, 3, 1, 1)), "batch_norm2d: input is [1, 3, 1, 1]: in training each channel needs more than one value to have a variance"),
        (() => new BatchNorm1d(3, dtype: DType.Float64).Forward(X(2, 3)), "batch_norm: input is float32 [2, 3], weight is float64 [3]: convert one of them"),
        (() => new InstanceNorm2d(3).Forward(X(2, 3)), "instance_norm2d: input has 2 dimensions [2, 3], expected [batch, channels, height, width] or [channels, height, width]"),
        (() => new InstanceNorm1d(3).Forward(X(2, 4, 5)), "instance_norm1d: input has 4 channels [2, 4, 5], the layer was made for 3"),
        (() => new InstanceNorm1d(3).Forward(X(2, 3, 1)), "instance_norm1d: input is [2, 3, 1]: in training each channel of an item needs more than one value to have a variance"),
        (() => new LayerNorm(5).Forward(X(2, 4)), "layer_norm: input is [2, 4], its last dimensions must be normalized_shape [5]"),
        (() => new RmsNorm([2, 5]).Forward(X(5)), "rms_norm: input is [5], its last dimensions must be normalized_shape [2, 5]"),
        (() => new GroupNorm(4, 6), "group_norm: 4 groups do not divide 6 channels"),
        (() => new GroupNorm(2, 6).Forward(X(2, 4)), "group_norm: input has 4 channels [2, 4], the layer was made for 6"),
        (() => new GroupNorm(2, 6).Forward(X(6)), "group_norm: input is [6], expected [batch, channels, ...]"),
        (() => new LocalResponseNorm(3).Forward(X(2, 3)), "local_response_norm: input is [2, 3], expected [batch, channels, ...] of at least three dimensions"),
        (() => new CrossMapLrn2d(3).Forward(X(2, 3, 4)), "cross_map_lrn2d: input has 3 dimensions [2, 3, 4], expected [batch, channels, height, width]"),
        (() => new Dropout(1.5), "dropout: p is 1.5, expected a probability from 0 to 1"),
        (() => new Dropout1d().Forward(X(2)), "dropout1d: input has 1 dimensions [2], expected [N, C, L] or [C, L]"),
        (() => new Dropout().Forward(X(2)), "Dropout draws random numbers while training: call Train(new Generator(seed)), or Eval() for inference"),

        (() => new Rnn(3, 4).Forward(X(3)), "rnn: input has 1 dimensions [3], expected [steps, batch, features] or [steps, features]"),
        (() => new Rnn(3, 4, nonlinearity: "sigmoid"), "rnn: the nonlinearity is 'sigmoid', expected 'tanh' or 'relu'"),
        (() => new Gru(3, 4).Forward(X(5, 2, 3), X(2, 2, 4)), "gru: h0 is [2, 2, 4], expected [1, 2, 4]: [layers * directions, batch, hidden], or without batch for an input without"),
        (() => new LstmCell(3, 4).Forward(X(2, 2, 3)), "lstm_cell: input has 3 dimensions [2, 2, 3], expected [batch, features] or [features]"),
        (() => new GruCell(3, 4).Forward(X(2, 4)), "gru_cell: input has 4 features [2, 4], the cell was made for 3"),
        (() => new GruCell(3, 4).Forward(X(2, 3), X(3, 4)), "gru_cell: h0 is [3, 4], expected [2, 4] beside an input of [2, 3]"),
        (() => new Lstm(3, 4).Forward(PackedSequence.PackPadded(X(4, 2, 3).To(DType.Float64), [4, 3])), "lstm: input is float64 [7, 3], weight_ih is float32 [16, 3]: convert one of them"),
        (() => PackedSequence.PackPadded(X(4, 2, 3), [4, 5]), "pack_padded_sequence: length 1 is 5, expected 1 to 4, the steps of [4, 2, 3]"),
        (() => PackedSequence.PackPadded(X(4, 2, 3), [2, 4]), "pack_padded_sequence: length 1 is 4 after 2: pass enforceSorted: false for lengths that grow"),
        (() => PackedSequence.PackPadded(X(4, 2, 3), [4]), "pack_padded_sequence: input is [4, 2, 3] and there are 1 lengths: expected [steps, batch, ...] with a length for each of the batch"),
        (() => new PackedSequence(X(5, 3), Whole(2, 2)), "packed sequence: data is [5, 3], the steps [2, 2] add up to 4 rows"),
        (() => new PackedSequence(X(5, 3), Whole(2, 3)), "a packed sequence's step 1 holds 3 sequences after 2: sizes are positive and never grow"),

        (() => new Embedding(7, 4).Forward(X(2)), "embedding: input is float32 [2], row numbers were needed: int64 or int32"),
        (() => new Embedding(3, 2).Forward(Whole(0, 3)), "embedding: index 3 is no row of the table [3, 2]: expected 0 to 2"),
        (() => new EmbeddingBag(3, 2).Forward(Whole(3), Whole(0)), "embedding_bag: index 3 (element 0 of the indices) is outside dimension 0 of [3, 2], which has 3 positions"),
        (() => new Lstm(3, 4, projSize: 4), "lstm: proj_size is 4, expected 0 for none to 3: it must be smaller than hidden_size, 4"),
        (() => new Embedding(7, 4, paddingIdx: 7), "embedding: padding_idx is 7, expected a row of [7, 4]: -7 to 6"),
        (() => Embedding.FromPretrained(X(7)), "embedding: vectors are [7], expected [rows, elements]"),
        (() => EmbeddingBag.FromPretrained(X(7, 3, 1)), "embedding_bag: vectors are [7, 3, 1], expected [rows, elements]"),
        (() => new EmbeddingBag(7, 3).Forward(Whole(1, 2)), "embedding_bag: input is [2] without offsets, expected [bags, size] without or [N] with offsets"),
        (() => new EmbeddingBag(7, 3, mode: "min"), "embedding_bag: the mode is 'min', expected 'sum', 'mean' or 'max'"),
        (() => new EmbeddingBag(7, 3).Forward(Whole(1, 2), Whole(0), X(2)), "embedding_bag: per_sample_weights are for the mode sum, not mean"),
        (() => new EmbeddingBag(7, 3).Forward(Whole(1, 2), Whole(1)), "embedding_bag: the first offset is 1, expected 0"),
        (() => new Bilinear(3, 4, 2).Forward(X(5, 3), X(4, 4)), "bilinear: inputs are [5, 3] and [4, 4], expected [..., 3] and [..., 4] that differ nowhere else"),

        (() => new MultiheadAttention(8, 3), "multihead_attention: 3 heads do not divide 8 elements"),
        (() => new MultiheadAttention(8, 2).Forward(X(3, 2, 8), X(5, 2, 7), X(5, 2, 7)), "multihead_attention: key has 7 elements [5, 2, 7], the layer was made for 8"),
        (() => new MultiheadAttention(8, 2).Forward(X(3, 2, 8), X(5, 2, 8), X(5, 2, 8), X(5, 2)), "multihead_attention: key_padding_mask is [5, 2], expected [2, 5]: [batch, keys]"),
        (
            () => new MultiheadAttention(8, 2).Forward(X(3, 2, 8), X(5, 2, 8), X(5, 2, 8), attnMask: X(5, 3)),
            "multihead_attention: attn_mask is [5, 3], expected [3, 5] or [4, 3, 5]: [queries, keys], or one for each head of each of the batch"),
        (
            () => new MultiheadAttention(8, 2).Forward(X(3, 2, 8), X(3, 2, 8), X(3, 2, 8), isCausal: true),
            "multihead_attention: is_causal is a hint about attn_mask, and there is none: pass Ops.CausalMask"),
        (
            () => Ops.ScaledDotProductAttention(X(3, 4), X(5, 4), X(5, 4), X(3, 5), isCausal: true),
            "scaled_dot_product_attention: attn_mask [3, 5] was given beside is_causal, which is a mask itself"),
        (() => new Transformer(8, 2, 1, 1, 4).Forward(X(5, 2, 8), X(3, 3, 8)), "transformer: src is [5, 2, 8], tgt is [3, 3, 8]: both must have the same batch"),
        (() => new Transformer(8, 2, 1, 1, 4).Forward(X(5, 2, 8), X(3, 2, 7)), "transformer: tgt is [3, 2, 7], expected [sequence, batch, 8] or [sequence, 8]"),

        (() => new CrossEntropyLoss().Forward(X(4, 5), Whole(0, 1, 2)), "cross_entropy: input is [4, 5], target is [3]: expected a class for each item of the input, [4]"),
        (() => new CrossEntropyLoss(X(4)).Forward(X(2, 5), Whole(0, 1)), "cross_entropy: input has 5 classes [2, 5], weight is [4], expected [5]"),
        (() => new CrossEntropyLoss(labelSmoothing: 2), "cross_entropy: label_smoothing is 2, expected 0 to 1"),
        (() => new NllLoss().Forward(X(4, 5), X(4)), "nll_loss: target is float32 [4], class numbers were needed: int64"),
        (() => new MseLoss().Forward(X(3, 4), X(3, 5)), "mse_loss: input is [3, 4], target is [3, 5]: sizes 4 and 5 of dimension -1 differ and neither is 1"),
        (() => new MseLoss(LossReduction.BatchMean), "mse_loss: the reduction is BatchMean, expected None, Mean or Sum"),
        (() => new BceLoss().Forward(X(3), X(4)), "binary_cross_entropy: input is [3], target is [4]: both must have the same shape"),
        (() => new BceLoss().Forward(Tensor.From<float>(0.5f, 1.5f), Tensor.From<float>(1f, 0f)), "binary_cross_entropy: input has elements outside [0, 1], probabilities were needed: apply a sigmoid, or use BceWithLogitsLoss"),
        (() => new BceLoss().Forward(Tensor.From<float>(0.5f), Tensor.From<float>(float.NaN)), "binary_cross_entropy: target has elements outside [0, 1], probabilities were needed"),
        (() => new CrossEntropyLoss().Forward(X(2, 3), Whole(1, 3)), "cross_entropy: target 3 is no class of the input [2, 3]: expected 0 to 2, or -100 for what is ignored"),
        (() => new NllLoss(X(3), ignoreIndex: 5).Forward(X(3, 3), Whole(5, 0, -1)), "nll_loss: target -1 is no class of the input [3, 3]: expected 0 to 2, or 5 for what is ignored"),
        (() => new SmoothL1Loss(beta: -1).Forward(X(3), X(3)), "smooth_l1_loss: beta is -1, it must not be negative"),
        (() => new HuberLoss(delta: 0).Forward(X(3), X(3)), "huber_loss: delta is 0, it must be positive"),
        (() => new MultiMarginLoss(3), "multi_margin_loss: p is 3, expected 1 or 2"),
        (() => new CosineEmbeddingLoss().Forward(X(4, 3), X(4, 3), X(3)), "cosine_embedding_loss: input is [4, 3], target is [3]: expected [N, D] with [N], or [D] with []"),
        (
            () => new GaussianNllLoss().Forward(X(3, 4), X(3, 4), X(4)),
            "gaussian_nll_loss: input is [3, 4], variance is [4]: expected the same shape, or 1 or nothing in place of the last size"),
        (() => new CtcLoss(blank: 5).Forward(X(6, 2, 5), X(2, 3), Whole(6, 6), Whole(3, 3)), "ctc_loss: the blank is 5, expected a class of [6, 2, 5]: 0 to 4"),
        (() => new CtcLoss().Forward(X(6, 2, 5), Whole(1, 2), Whole(6), Whole(1, 1)), "ctc_loss: input_lengths is [1], expected [2]"),
    ];

    static Tensor Whole(params ReadOnlySpan<long> values) => Tensor.From(values);
}
