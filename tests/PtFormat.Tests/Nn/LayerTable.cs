using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

/// <summary>Every class of torch.nn in fixtures/layers and fixtures/losses, by its Python name; one part a family.</summary>
static partial class LayerTable
{
    public static IReadOnlyDictionary<string, LayerRow> Rows { get; } = new[]
        {
            Basic,
            Activations,
            Convolutions,
            Pads,
            Pools,
            Shaping,
            Normalization,
            Recurrent,
            Losses,
            Embeddings,
            Attention,
        }
        .SelectMany(part => part).ToDictionary();

    static Dictionary<string, LayerRow> Basic => new()
    {
        ["Linear"] = new(a => new Linear(a.Int("in_features"), a.Int("out_features"), a.Bool("bias", true), a.DType)),
    };

    /// <summary>Makes a module of a class of the table.</summary>
    public static Module Make((string Layer, Arguments Arguments) given) => Rows[given.Layer].Make(given.Arguments);
}
