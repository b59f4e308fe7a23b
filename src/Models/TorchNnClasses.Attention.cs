using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Attention =>
    [
        Row("activation.MultiheadAttention", MakeAttention, (MultiheadAttention m) =>
        [
            ("embed_dim", m.EmbedDim), ("kdim", m.Kdim), ("vdim", m.Vdim), ("_qkv_same_embed_dim", m.Kdim == m.EmbedDim && m.Vdim == m.EmbedDim), ("num_heads", m.NumHeads),
            ("dropout", m.Dropout), ("batch_first", m.BatchFirst), ("head_dim", m.EmbedDim / m.NumHeads), .. m.AddBiasKv ? (ReadOnlySpan<(string, object?)>)[] : [("bias_k", null), ("bias_v", null)],
            ("add_zero_attn", m.AddZeroAttn),
        ]) with
        {
            LeavesOut = name => name is "bias_k" or "bias_v",
            ClassOfChild = name => name == "out_proj" ? "torch.nn.modules.linear.NonDynamicallyQuantizableLinear" : null,
        },
        Row("transformer.TransformerEncoderLayer", MakeEncoderLayer, (TransformerEncoderLayer m) =>
            [("norm_first", m.NormFirst), ("activation_relu_or_gelu", m.Activation.FastPath), .. FunctionOf(m.Activation)]),
        Row("transformer.TransformerDecoderLayer", MakeDecoderLayer, (TransformerDecoderLayer m) => [("norm_first", m.NormFirst), .. FunctionOf(m.Activation)]),
        Row("transformer.TransformerEncoder",
            s => new TransformerEncoder(MakeEncoderLayer(FirstLayer(s, "TransformerEncoderLayer")), s.Int("num_layers"), LastNorm(s), s.Bool("enable_nested_tensor", true), s.Bool("mask_check", true)),
            (TransformerEncoder m, PtProducer producer) =>
            [
                ("num_layers", m.NumLayers), .. NoNorm(m.Norm), ("enable_nested_tensor", m.EnableNestedTensor),
                .. producer.IsTorch(2, 1) ? (ReadOnlySpan<(string, object?)>)[("use_nested_tensor", m.UsesNestedTensor)] : [], ("mask_check", m.MaskCheck),
            ]),
        Row("transformer.TransformerDecoder", s => new TransformerDecoder(MakeDecoderLayer(FirstLayer(s, "TransformerDecoderLayer")), s.Int("num_layers"), LastNorm(s)),
            (TransformerDecoder m) => [("num_layers", m.NumLayers), .. NoNorm(m.Norm)]),
        Row("transformer.Transformer",
            s =>
            {
                (PickledModule encoder, PickledModule decoder) = (s.Child("encoder"), s.Child("decoder"));
                TransformerEncoderLayer layer = MakeEncoderLayer(FirstLayer(encoder, "TransformerEncoderLayer"));
                FirstLayer(decoder, "TransformerDecoderLayer");
                return new Transformer(
                    s.Int("d_model"), s.Int("nhead"), encoder.Int("num_layers"), decoder.Int("num_layers"), layer.DimFeedforward, layer.Dropout.P, layer.Activation,
                    layerNormEps: layer.LayerNormEps, batchFirst: layer.BatchFirst, normFirst: layer.NormFirst, bias: layer.Bias);
            },
            (Transformer m) => [("d_model", m.DModel), ("nhead", m.Nhead), ("batch_first", m.BatchFirst)]),
    ];

    static MultiheadAttention MakeAttention(PickledModule s)
    {
        long width = s.Int("embed_dim");
        if (s.Bool("_qkv_same_embed_dim"))
            s.Expect("in_proj_weight", 3 * width, width);
        else
        {
            s.Expect("k_proj_weight", width, s.Int("kdim"));
            s.Expect("v_proj_weight", width, s.Int("vdim"));
        }
        s.Child("out_proj").Expect("weight", width, width);
        return new(
            s.Int("embed_dim"), s.Int("num_heads"), s.Double("dropout"), s.IsPresent("in_proj_bias"), s.IsPresent("bias_k"), s.Bool("add_zero_attn"), s.Int("kdim"), s.Int("vdim"), s.Bool("batch_first"));
    }

    static TransformerEncoderLayer MakeEncoderLayer(PickledModule s)
    {
        (PickledModule attention, PickledModule inner) = PartsOf(s);
        return new(
            attention.Int("embed_dim"), attention.Int("num_heads"), inner.Int("out_features"), s.Child("dropout").Double("p"), ActivationOf(s), s.Child("norm1").Double("eps"), attention.Bool("batch_first"),
            s.Bool("norm_first"), inner.IsPresent("bias"));
    }

    static TransformerDecoderLayer MakeDecoderLayer(PickledModule s)
    {
        (PickledModule attention, PickledModule inner) = PartsOf(s);
        return new(
            attention.Int("embed_dim"), attention.Int("num_heads"), inner.Int("out_features"), s.Child("dropout").Double("p"), ActivationOf(s), s.Child("norm1").Double("eps"), attention.Bool("batch_first"),
            s.Bool("norm_first"), inner.IsPresent("bias"));
    }

    // Everything else in a layer has the sizes of these two.
    static (PickledModule Attention, PickledModule Inner) PartsOf(PickledModule s)
    {
        (PickledModule attention, PickledModule inner) = (s.Child("self_attn"), s.Child("linear1"));
        long width = attention.Int("embed_dim");
        attention.Expect("in_proj_weight", 3 * width, width);
        inner.Expect("weight", inner.Int("out_features"), width);
        return (attention, inner);
    }

    static ActivationFunction ActivationOf(PickledModule s) => s.HasChild("activation")
        ? LayerOf(s, "activation")
        : ActivationFunction.Find(s.Name("activation")) ?? throw s.Unfit("activation", "an activation of torch.nn.functional");

    // A layer among the modules is no attribute.
    static (string, object?)[] FunctionOf(ActivationFunction activation)
    {
        if (activation.Layer is not null)
            return [];
        string name = activation.PythonName;
        // One that is a method is named by its class.
        int dot = name.LastIndexOf('.'), end = name.IndexOf("._VariableFunctionsClass.", StringComparison.Ordinal) is var method and > 0 ? method : dot;
        return [("activation", new FunctionName(name[..end], name[(end + 1)..]))];
    }

    static PickledModule FirstLayer(PickledModule s, string className)
    {
        PickledModule layers = s.Child("layers");
        if (layers.Children.Count == 0 || layers.Children.Count != s.Int("num_layers"))
            throw s.Error(PtErrorKind.Unsupported, $"num_layers is {s.Int("num_layers")}, there are {layers.Children.Count} layers: as many and at least one were needed");
        PickledModule first = layers.Child("0");
        return first.ClassName == $"torch.nn.modules.transformer.{className}" ? first : throw s.Error(PtErrorKind.Unsupported, $"its layers are {PtFormatException.Quote(first.ClassName)}: {className} was needed");
    }

    static Layer? LastNorm(PickledModule s) => s.HasChild("norm") ? LayerOf(s, "norm") : null;

    static Layer LayerOf(PickledModule s, string name) => Find(s.Child(name).ClassName) is { Gather: null } row && row.Make(s.Child(name)) is Layer layer ? layer
        : throw s.Error(PtErrorKind.Unsupported, $"its {name} is a {PtFormatException.Quote(s.Child(name).ClassName)}: a layer of torch.nn was needed");

    static (string, object?)[] NoNorm(Layer? norm) => norm is null ? [("norm", null)] : [];
}
