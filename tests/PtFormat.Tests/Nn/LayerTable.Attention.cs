using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Attention => new()
    {
        ["MultiheadAttention"] = new(
            a => new MultiheadAttention(
                a.Int("embed_dim"), a.Int("num_heads"), a.Double("dropout"), a.Bool("bias", true), a.Bool("add_bias_kv"), a.Bool("add_zero_attn"), a.IntOrNull("kdim"),
                a.IntOrNull("vdim"), a.Bool("batch_first"), a.DType),
            (module, c) =>
            {
                (Tensor output, Tensor? weights) = ((MultiheadAttention)module).Forward(
                    c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!, c.Call.Tensor("key_padding_mask"), c.Call.Bool("need_weights", true), c.Call.Tensor("attn_mask"),
                    c.Call.Bool("average_attn_weights", true), c.Call.Bool("is_causal"));
                return [output, weights];
            },
            Deviates: c => c.Version == "1.13" && c.Call.Has("attn_mask") && c.Call.Tensor("key_padding_mask") is { } mask && mask.DType != DType.Bool
                ? "1.13 hides a key wherever a key_padding_mask of numbers beside an attn_mask is not 0; later PyTorch adds it, as here"
                : null),
        ["TransformerEncoderLayer"] = new(
            a => new TransformerEncoderLayer(
                a.Int("d_model"), a.Int("nhead"), a.Int("dim_feedforward", 2048), a.Double("dropout", 0.1), Activation(a), a.Double("layer_norm_eps", 1e-5),
                a.Bool("batch_first"), a.Bool("norm_first"), a.Bool("bias", true), a.DType),
            (module, c) => [((TransformerEncoderLayer)module).Forward(c.X, c.Call.Tensor("src_mask"), c.Call.Tensor("src_key_padding_mask"), c.Call.Bool("is_causal"))]),
        ["TransformerEncoder"] = new(
            a => new TransformerEncoder(
                (TransformerEncoderLayer)Make(a.Layer("encoder_layer")!.Value), a.Int("num_layers"), Norm(a), a.Bool("enable_nested_tensor", true), a.Bool("mask_check", true)),
            (module, c) => [((TransformerEncoder)module).Forward(c.X, c.Call.Tensor("mask"), c.Call.Tensor("src_key_padding_mask"), c.Call.Bool("is_causal"))],
            Deviates: c => !IsPadded(c) ? null
                : c.Grad ? "with autograd on PyTorch computes what lies behind the ends; here it is zeros, as with autograd off"
                : c.Version == "1.13" && c.Outputs[0]!.Shape != c.X.Shape ? "1.13 cuts off what no sequence reaches" : null),
        ["TransformerDecoderLayer"] = new(
            a => new TransformerDecoderLayer(
                a.Int("d_model"), a.Int("nhead"), a.Int("dim_feedforward", 2048), a.Double("dropout", 0.1), Activation(a), a.Double("layer_norm_eps", 1e-5),
                a.Bool("batch_first"), a.Bool("norm_first"), a.Bool("bias", true), a.DType),
            (module, c) => [Decode(((TransformerDecoderLayer)module).Forward, c)]),
        ["TransformerDecoder"] = new(
            a => new TransformerDecoder((TransformerDecoderLayer)Make(a.Layer("decoder_layer")!.Value), a.Int("num_layers"), Norm(a)),
            (module, c) => [Decode(((TransformerDecoder)module).Forward, c)]),
        ["Transformer"] = new(
            a => new Transformer(
                a.Int("d_model", 512), a.Int("nhead", 8), a.Int("num_encoder_layers", 6), a.Int("num_decoder_layers", 6), a.Int("dim_feedforward", 2048), a.Double("dropout", 0.1),
                Activation(a), a.Layer("custom_encoder") is { } encoder ? (TransformerEncoder)Make(encoder) : null,
                a.Layer("custom_decoder") is { } decoder ? (TransformerDecoder)Make(decoder) : null, a.Double("layer_norm_eps", 1e-5), a.Bool("batch_first"),
                a.Bool("norm_first"), a.Bool("bias", true), a.DType),
            (module, c) =>
            [
                ((Transformer)module).Forward(
                    c.X, (Tensor)c.Inputs[1]!, c.Call.Tensor("src_mask"), c.Call.Tensor("tgt_mask"), c.Call.Tensor("memory_mask"), c.Call.Tensor("src_key_padding_mask"),
                    c.Call.Tensor("tgt_key_padding_mask"), c.Call.Tensor("memory_key_padding_mask")),
            ]),
    };

    /// <summary>Whether an encoder packs the batch, as PyTorch does with autograd off.</summary>
    public static bool IsPadded(LayerCase c) =>
        !c.Train && c.Call.Has("src_key_padding_mask") && c.Arguments.Bool("enable_nested_tensor", true) && c.Arguments.Layer("encoder_layer") is { } layer
        && layer.Arguments.Bool("batch_first");

    static ActivationFunction Activation(Arguments a) => a.Text("activation") == "gelu" ? ActivationFunction.Gelu : ActivationFunction.Relu;

    static Layer? Norm(Arguments a) => a.Layer("norm") is { } norm ? (Layer)Make(norm) : null;

    delegate Tensor Decoding(Tensor tgt, Tensor memory, Tensor? tgtMask, Tensor? memoryMask, Tensor? tgtPadding, Tensor? memoryPadding, bool tgtIsCausal, bool memoryIsCausal);

    static Tensor Decode(Decoding forward, LayerCase c) => forward(
        c.X, (Tensor)c.Inputs[1]!, c.Call.Tensor("tgt_mask"), c.Call.Tensor("memory_mask"), c.Call.Tensor("tgt_key_padding_mask"), c.Call.Tensor("memory_key_padding_mask"),
        c.Call.Bool("tgt_is_causal"), c.Call.Bool("memory_is_causal"));
}
