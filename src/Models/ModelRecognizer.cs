using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>Finds the architecture that a state_dict belongs to, by the names and shapes in it.</summary>
public static class ModelRecognizer
{
    static readonly (string Name, Func<DigitModel> Make)[] Known =
    [
        (nameof(ModelNet), () => new(nameof(ModelNet), new ModelNet(), DigitModel.Enlarged)),
        (nameof(DigitLstm), () => new(nameof(DigitLstm), new DigitLstm(), DigitModel.Rows)),
    ];

    /// <summary>Makes the model and loads the state_dict into it.</summary>
    /// <exception cref="ArgumentException">No known architecture has these names and shapes; the message says what was found and expected.</exception>
    public static DigitModel Recognize(StateDict state)
    {
        foreach ((_, Func<DigitModel> make) in Known)
        {
            DigitModel model = make();
            if (Signature(model.Network.StateDict()).SequenceEqual(Signature(state)))
            {
                model.Network.LoadStateDict(state);
                return model;
            }
        }
        throw new ArgumentException(
            $"this is no model that PtFormat knows: found {Describe(state)}; expected {string.Join(", or ", Known.Select(known => $"{known.Name} ({Describe(known.Make().Network.StateDict())})"))}");
    }

    // What makes two state_dicts interchangeable; their order does not matter to loading.
    static IEnumerable<string> Signature(StateDict state) =>
        state.Select(item => $"{item.Key} {(item.Value as Tensor)?.Shape.ToString() ?? "no tensor"}").Order(StringComparer.Ordinal);

    static string Describe(StateDict state)
    {
        const int Shown = 3;
        IEnumerable<string> names = state.Take(Shown).Select(item => $"{item.Key} {(item.Value as Tensor)?.Shape.ToString() ?? item.Value?.GetType().Name ?? "None"}");
        return state.Count == 0 ? "nothing" : $"{state.Count} entries: {string.Join(", ", names)}{(state.Count > Shown ? ", …" : "")}";
    }
}
