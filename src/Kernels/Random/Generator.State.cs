using System.Buffers.Binary;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>
/// The state as PyTorch keeps it in a tensor, little-endian: seed uint64, left int32, seeded int32, next uint64, 624 words in
/// uint64s, the kept normal number (x, y and rho as float64, of which y is it, and an int32 that says whether there is one, then
/// 4 bytes of padding), and one kept in float32 with a byte that says whether there is one, and 3 bytes of padding.
/// </content>
public sealed partial class Generator
{
    const int WordsAt = 24, NormalAt = WordsAt + 8 * Words, LegacyBytes = NormalAt + 32, StateBytes = LegacyBytes + 8;

    // PyTorch's CPU draws no normal numbers in float32 one by one, but a state from elsewhere may keep one.
    double? _nextNormal;
    float? _nextFloatNormal;

    /// <summary>All that decides of the numbers to come, as <c>torch.Generator.get_state</c> gives it: uint8, [5056].</summary>
    public Tensor GetState()
    {
        Span<byte> state = stackalloc byte[StateBytes];
        state.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(state, InitialSeed);
        BinaryPrimitives.WriteInt32LittleEndian(state[8..], _left);
        BinaryPrimitives.WriteInt32LittleEndian(state[12..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(state[16..], _next);
        for (int i = 0; i < Words; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(state[(WordsAt + 8 * i)..], _words[i]);
        BinaryPrimitives.WriteDoubleLittleEndian(state[(NormalAt + 8)..], _nextNormal ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(state[(NormalAt + 24)..], _nextNormal is null ? 0 : 1);
        BinaryPrimitives.WriteSingleLittleEndian(state[LegacyBytes..], _nextFloatNormal ?? 0);
        state[LegacyBytes + 4] = _nextFloatNormal is null ? (byte)0 : (byte)1;
        return Tensor.From<byte>(state);
    }

    /// <summary>Goes on from a state that <see cref="GetState"/> or PyTorch gave; also the 5048 bytes of PyTorch before 1.6.</summary>
    /// <exception cref="ArgumentException">The tensor is no such state; the generator is as it was.</exception>
    public void SetState(Tensor state)
    {
        if (state.DType != DType.UInt8 || state.ElementCount is not (StateBytes or LegacyBytes))
            throw new ArgumentException($"generator: the state is {state.DType.Name()} {state.Shape}, uint8 [{StateBytes}] was needed: what get_state() of a CPU generator gives");
        ReadOnlySpan<byte> bytes = state.ToArray<byte>();
        int left = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), seeded = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        if (left is <= 0 or > Words || next > Words || seeded == 0)
            throw new ArgumentException($"generator: the state says {left} words are left, {next} is next, seeded {seeded}: no Mersenne Twister is in such a state");

        InitialSeed = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        (_left, _next) = (left, (int)next);
        for (int i = 0; i < Words; i++)
            _words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(WordsAt + 8 * i)..]);
        (double x, double y, double rho) = (BinaryPrimitives.ReadDoubleLittleEndian(bytes[NormalAt..]),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[(NormalAt + 8)..]), BinaryPrimitives.ReadDoubleLittleEndian(bytes[(NormalAt + 16)..]));
        bool isLegacy = bytes.Length == LegacyBytes, isKept = BinaryPrimitives.ReadInt32LittleEndian(bytes[(NormalAt + 24)..]) != 0;
        // The old state kept the pair's angle and radius.
        _nextNormal = !isKept ? null : isLegacy ? rho * Math.Sin(2 * Math.PI * x) : y;
        _nextFloatNormal = !isLegacy && bytes[LegacyBytes + 4] != 0 ? BinaryPrimitives.ReadSingleLittleEndian(bytes[LegacyBytes..]) : null;
    }
}
