using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Embeddings => new()
    {
        ["Bilinear"] = OfTwo(a => new Bilinear(a.Int("in1_features"), a.Int("in2_features"), a.Int("out_features"), a.Bool("bias", true), a.DType), layer => layer.Forward),
        ["Embedding"] = new(
            a => new Embedding(
                a.Int("num_embeddings"), a.Int("embedding_dim"), a.IntOrNull("padding_idx"), a.Has("max_norm") ? a.Double("max_norm") : null, a.Double("norm_type", 2),
                a.Bool("scale_grad_by_freq"), a.Bool("sparse"), a.Tensor("_weight"), a.Bool("_freeze"), a.DType),
            (module, c) => [((Embedding)module).Forward(c.X)],
            RefusesToRecord: c => c.Arguments.Has("max_norm")),
        ["EmbeddingBag"] = new(
            a => new EmbeddingBag(
                a.Int("num_embeddings"), a.Int("embedding_dim"), a.Has("max_norm") ? a.Double("max_norm") : null, a.Double("norm_type", 2), a.Bool("scale_grad_by_freq"),
                a.Text("mode") ?? "mean", a.Bool("sparse"), a.Tensor("_weight"), a.Bool("include_last_offset"), a.IntOrNull("padding_idx"), a.DType),
            (module, c) => [((EmbeddingBag)module).Forward(c.X, c.Inputs.Length > 1 ? (Tensor)c.Inputs[1]! : null, c.Call.Tensor("per_sample_weights"))],
            RefusesToRecord: c => c.Arguments.Has("max_norm")),
    };
}
