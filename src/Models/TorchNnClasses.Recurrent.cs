using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Recurrent =>
    [
        Recurring("LSTM", 4, s => new Lstm(
                s.Int("input_size"), s.Int("hidden_size"), s.Int("num_layers"), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional"), ProjSize(s)),
            _ => "LSTM", m => m.ProjSize),
        Recurring("GRU", 3, s => new Gru(
                s.Int("input_size"), s.Int("hidden_size"), s.Int("num_layers"), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional")),
            _ => "GRU", _ => 0),
        Recurring("RNN", 1, s => new Rnn(
                s.Int("input_size"), s.Int("hidden_size"), s.Int("num_layers"), Nonlinearity(s), s.Bool("bias"), s.Bool("batch_first"), s.Double("dropout"), s.Bool("bidirectional")),
            m => m.Nonlinearity == "relu" ? "RNN_RELU" : "RNN_TANH", _ => 0, m => m.Nonlinearity),
        Cell("LSTMCell", 4, s => new LstmCell(s.Int("input_size"), s.Int("hidden_size"), s.Bool("bias"))),
        Cell("GRUCell", 3, s => new GruCell(s.Int("input_size"), s.Int("hidden_size"), s.Bool("bias"))),
        Cell("RNNCell", 1, s => new RnnCell(s.Int("input_size"), s.Int("hidden_size"), s.Bool("bias"), Nonlinearity(s)), m => [("nonlinearity", m.Nonlinearity)]),
    ];

    static int ProjSize(PickledModule s) => s.Has("proj_size") ? s.Int("proj_size") : 0;

    static string Nonlinearity(PickledModule s) => s.Has("nonlinearity") ? s.Word("nonlinearity", ("tanh", "tanh"), ("relu", "relu")) : s.Word("mode", ("RNN_TANH", "tanh"), ("RNN_RELU", "relu"));

    static TorchNnClass Recurring<T>(string name, int gates, Func<PickledModule, T> make, Func<T, string> mode, Func<T, int> projSize, Func<T, string>? nonlinearity = null) where T : RecurrentLayer => Row(
        $"rnn.{name}",
        s =>
        {
            // It lists its weights two more times, and the computed one as neither parameter nor buffer.
            if (s.Norms is [var norm, ..])
                throw s.Error(PtErrorKind.Unsupported, $"its {norm.Parameter} is computed, and only StateDict() of such a recurrent layer can be read, into one after {(norm.IsSpectral ? nameof(Module.SpectralNorm) : nameof(Module.WeightNorm))}(\"{norm.Parameter}\"); or call torch.nn.utils.{(norm.IsSpectral ? "remove_spectral_norm" : "remove_weight_norm")} in Python and save it then");
            long hidden = s.Int("hidden_size");
            s.Expect("weight_ih_l0", gates * hidden, s.Int("input_size"));
            s.Expect("weight_hh_l0", gates * hidden, ProjSize(s) > 0 ? ProjSize(s) : hidden);
            if (s.Int("num_layers") > s.Parameters.Count)
                throw s.Error(PtErrorKind.Malformed, $"{s.Parameters.Count} parameters are too few for {s.Int("num_layers")} layers");
            return make(s);
        },
        (T m) =>
        {
            string[][] names = [.. m.OwnParameters.Where(own => own.Parameter.IsPresent).Select(own => own.Name).GroupBy(name => name[name.IndexOf("_l", StringComparison.Ordinal)..]).Select(layer => layer.ToArray())];
            (string, object?)[] settings =
            [
                ("mode", mode(m)), ("input_size", m.InputSize), ("hidden_size", m.HiddenSize), ("num_layers", m.NumLayers), ("bias", m.Bias), ("batch_first", m.BatchFirst),
                ("dropout", m.Dropout), ("bidirectional", m.Bidirectional), ("proj_size", projSize(m)), ("_flat_weights_names", new WeightNames(names, IsFlat: true)),
                ("_all_weights", new WeightNames(names, IsFlat: false)), ("_flat_weights", new WeightList([.. names.SelectMany(layer => layer)])),
            ];
            return nonlinearity is null ? settings : [("nonlinearity", nonlinearity(m)), .. settings];
        }) with
    { LeavesOut = _ => true, Early = nonlinearity is null ? 0 : 1 };

    static TorchNnClass Cell<T>(string name, int gates, Func<PickledModule, T> make, Func<T, (string, object?)[]>? more = null) where T : RecurrentCell => Row(
        $"rnn.{name}",
        s =>
        {
            s.Expect("weight_ih", gates * (long)s.Int("hidden_size"), s.Int("input_size"));
            return make(s);
        },
        (T m) => [("input_size", m.InputSize), ("hidden_size", m.HiddenSize), ("bias", m.Bias), .. more?.Invoke(m) ?? []]);
}
