using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Recurrent => new()
    {
        ["RNN"] = new(
            a => new Rnn(
                a.Int("input_size"), a.Int("hidden_size"), a.Int("num_layers", 1), a.Text("nonlinearity") ?? "tanh", a.Bool("bias", true), a.Bool("batch_first"), a.Double("dropout"),
                a.Bool("bidirectional"), a.DType),
            (module, c) => Walk(c, ((Rnn)module).Forward, ((Rnn)module).Forward)),
        ["GRU"] = new(
            a => new Gru(
                a.Int("input_size"), a.Int("hidden_size"), a.Int("num_layers", 1), a.Bool("bias", true), a.Bool("batch_first"), a.Double("dropout"), a.Bool("bidirectional"), a.DType),
            (module, c) => Walk(c, ((Gru)module).Forward, ((Gru)module).Forward)),
        ["LSTM"] = new(
            a => new Lstm(
                a.Int("input_size"), a.Int("hidden_size"), a.Int("num_layers", 1), a.Bool("bias", true), a.Bool("batch_first"), a.Double("dropout"), a.Bool("bidirectional"),
                a.Int("proj_size"), a.DType),
            (module, c) =>
            {
                (Tensor, Tensor)? states = c.Inputs.Length > 1 ? Pair(c.Inputs[1]!) : null;
                if (c.Inputs[0] is Tensor x)
                {
                    (Tensor output, Tensor h, Tensor cell) = ((Lstm)module).Forward(x, states);
                    return [output, h, cell];
                }
                (PackedSequence packed, Tensor hs, Tensor cs) = ((Lstm)module).Forward(Packed(c), states);
                return [.. Fields(Unpacked(c, packed)), hs, cs];
            }),
        ["RNNCell"] = new(
            a => new RnnCell(a.Int("input_size"), a.Int("hidden_size"), a.Bool("bias", true), a.Text("nonlinearity") ?? "tanh", a.DType),
            (module, c) => [((RnnCell)module).Forward(c.X, c.Inputs.Length > 1 ? (Tensor)c.Inputs[1]! : null)]),
        ["GRUCell"] = new(
            a => new GruCell(a.Int("input_size"), a.Int("hidden_size"), a.Bool("bias", true), a.DType),
            (module, c) => [((GruCell)module).Forward(c.X, c.Inputs.Length > 1 ? (Tensor)c.Inputs[1]! : null)]),
        ["LSTMCell"] = new(
            a => new LstmCell(a.Int("input_size"), a.Int("hidden_size"), a.Bool("bias", true), a.DType),
            (module, c) =>
            {
                (Tensor h, Tensor cell) = ((LstmCell)module).Forward(c.X, c.Inputs.Length > 1 ? Pair(c.Inputs[1]!) : null);
                return [h, cell];
            }),
    };

    static Tensor?[] Walk(LayerCase c, Func<Tensor, Tensor?, (Tensor Output, Tensor H)> dense, Func<PackedSequence, Tensor?, (PackedSequence Output, Tensor H)> packed)
    {
        Tensor? h0 = c.Inputs.Length > 1 ? (Tensor)c.Inputs[1]! : null;
        if (c.Inputs[0] is Tensor x)
        {
            (Tensor output, Tensor h) = dense(x, h0);
            return [output, h];
        }
        (PackedSequence sequences, Tensor last) = packed(Packed(c), h0);
        return [.. Fields(Unpacked(c, sequences)), last];
    }

    static (Tensor, Tensor) Pair(object states) => states is object?[] { Length: 2 } pair ? ((Tensor)pair[0]!, (Tensor)pair[1]!) : throw new NotSupportedException($"{states} is no pair");

    // Packed from what the case says it was packed from, which must give the sequence that PyTorch packed.
    static PackedSequence Packed(LayerCase c)
    {
        Dictionary<string, object?> from = (Dictionary<string, object?>)c["packing"]!;
        Device device = LayerCase.Flat([c.Inputs[0]]).First()!.Device;
        PackedSequence packed = PackedSequence.PackPadded(
            ((Tensor)from["padded"]!).To(device), ((Tensor)from["lengths"]!).ToArray<long>(), (bool)from["batch_first"]!, (bool)from["enforce_sorted"]!);
        return Fields(packed).Zip(LayerCase.Flat([c.Inputs[0]])).All(pair => SameBits(pair.First, pair.Second)) ? packed : throw new InvalidOperationException("packed otherwise than PyTorch packs");
    }

    // Padding what came out must give what PyTorch's pad_packed_sequence made of its own.
    static PackedSequence Unpacked(LayerCase c, PackedSequence output)
    {
        Dictionary<string, object?> wanted = (Dictionary<string, object?>)c["unpacked"]!;
        if (output.Data.Device != Device.Cpu)
            return output;
        (Tensor padded, Tensor lengths) = output.PadPacked((bool)((Dictionary<string, object?>)c["packing"]!)["batch_first"]!);
        return SameBits(lengths, (Tensor)wanted["lengths"]!) && Near(padded, (Tensor)wanted["padded"]!) ? output : throw new InvalidOperationException("padded otherwise than PyTorch pads");
    }

    static IEnumerable<Tensor?> Fields(PackedSequence packed) => [packed.Data, packed.BatchSizes, packed.SortedIndices, packed.UnsortedIndices];

    static bool SameBits(Tensor? a, Tensor? b) => a is null || b is null ? a == b : a.Shape == b.Shape && a.To(Device.Cpu).To(DType.Float64).ToArray<double>().SequenceEqual(b.To(Device.Cpu).To(DType.Float64).ToArray<double>());

    static bool Near(Tensor a, Tensor b) => a.Shape == b.Shape
        && a.To(Device.Cpu).To(DType.Float64).ToArray<double>().Zip(b.To(Device.Cpu).To(DType.Float64).ToArray<double>()).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5);
}
