using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtFormat.Pickle;

/// <summary>Python's equality of dict keys. Hashes are seeded, since a file chooses its keys.</summary>
sealed class PickleKeyComparer : IEqualityComparer<PickleValue>
{
    // A tuple inside a tuple may repeat, so its size is counted as if written out.
    const int MaxDepth = 16;
    const int MaxLeaves = 256;

    // The tags keep 1 and b"\x01" apart; equal values must have equal tags.
    const int NumberTag = 1;
    const int TextTag = 2;
    const int BytesTag = 3;
    const int TupleTag = 4;

    public static PickleKeyComparer Instance { get; } = new();

    /// <summary>Throws unless the value can be a key.</summary>
    public static void Check(PickleValue key)
    {
        int leaves = 0;
        if (Defect(key, 0, ref leaves) is PickleValue defect)
        {
            if (defect.Kind == PickleKind.Tuple)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"a tuple is too large for a key: {MaxLeaves} items in all and {MaxDepth} levels are the limit");
            Throw.Unhashable(defect);
        }
    }

    public static bool IsHashable(PickleValue key)
    {
        int leaves = 0;
        return Defect(key, 0, ref leaves) is null;
    }

    /// <summary>What comparing this key with an equal one takes, in bytes.</summary>
    public static long Cost(PickleValue key) => key switch
    {
        PyString text => 1 + text.Utf8.Length,
        PyByteString text => 1 + text.Value.Length,
        PyBytes bytes => 1 + bytes.Value.Length,
        PyTuple tuple => 1 + tuple.Items.Sum(Cost),
        _ => 1,
    };

    public bool Equals(PickleValue? x, PickleValue? y)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is null || y is null)
            return false;
        switch (x)
        {
            case PyBool or PyInt or PyFloat:
                return y is PyBool or PyInt or PyFloat && NumbersEqual(x, y);
            case PyString or PyByteString:
                return y is PyString or PyByteString && GetHashCode(x) == GetHashCode(y) && Text(x).SequenceEqual(Text(y));
            case PyBytes bytes:
                return y is PyBytes other && GetHashCode(x) == GetHashCode(y) && bytes.Value.Span.SequenceEqual(other.Value.Span);
            case PyTuple tuple:
                // At most MaxDepth calls deep: Check went before.
                return y is PyTuple otherTuple && tuple.Items.Count == otherTuple.Items.Count
                    && GetHashCode(x) == GetHashCode(y) && TuplesEqual(tuple, otherTuple);
            default:
                return false;
        }
    }

    public int GetHashCode(PickleValue key)
    {
        switch (key)
        {
            case PyBool or PyInt or PyFloat: return HashNumber(key);
            case PyString text: return text.KeyHash != 0 ? text.KeyHash : text.KeyHash = HashBytes(TextTag, text.Utf8.Span);
            case PyByteString text: return text.KeyHash != 0 ? text.KeyHash : text.KeyHash = HashBytes(TextTag, text.Value.Span);
            case PyBytes bytes: return bytes.KeyHash != 0 ? bytes.KeyHash : bytes.KeyHash = HashBytes(BytesTag, bytes.Value.Span);
            case PyTuple tuple: return tuple.KeyHash != 0 ? tuple.KeyHash : tuple.KeyHash = HashTuple(tuple);
            default: return RuntimeHelpers.GetHashCode(key);
        }
    }

    // The first value that keeps the key from being one: what can change, or the tuple at which the measure is full.
    static PickleValue? Defect(PickleValue key, int depth, ref int leaves)
    {
        switch (key.Kind)
        {
            case PickleKind.List or PickleKind.Dict or PickleKind.Set or PickleKind.ByteArray:
                return key;
            case PickleKind.Tuple:
                PyTuple tuple = (PyTuple)key;
                if (tuple.KeyHash != 0 && depth == 0)
                    return null;
                if (depth >= MaxDepth)
                    return key;
                // Counted before the items are looked at, so that shared tuples cannot multiply the work.
                foreach (PickleValue item in tuple.Span)
                {
                    if (++leaves > MaxLeaves)
                        return key;
                    if (Defect(item, depth + 1, ref leaves) is PickleValue defect)
                        return defect;
                }
                return null;
            default:
                return null;
        }
    }

    static ReadOnlySpan<byte> Text(PickleValue key) => key is PyString text ? text.Utf8.Span : ((PyByteString)key).Value.Span;

    static bool TuplesEqual(PyTuple x, PyTuple y)
    {
        for (int i = 0; i < x.Span.Length; i++)
            if (!Instance.Equals(x.Span[i], y.Span[i]))
                return false;
        return true;
    }

    static bool NumbersEqual(PickleValue x, PickleValue y)
    {
        if (x is PyFloat a && y is PyFloat b)
            return a.Value == b.Value;
        return TryWhole(x, out BigInteger wholeX) && TryWhole(y, out BigInteger wholeY) && wholeX == wholeY;
    }

    static bool TryWhole(PickleValue number, out BigInteger whole)
    {
        switch (number)
        {
            case PyBool truth: whole = truth.Value ? 1 : 0; return true;
            case PyInt integer: whole = integer.Value; return true;
            default:
                double value = ((PyFloat)number).Value;
                bool isWhole = double.IsInteger(value);
                whole = isWhole ? new BigInteger(value) : default;
                return isWhole;
        }
    }

    static int HashNumber(PickleValue number)
    {
        // Every NaN differs from every other, and must not share a bucket with a hundred thousand of them.
        if (number is PyFloat { Value: double.NaN })
            return RuntimeHelpers.GetHashCode(number);
        if (number is PyFloat { Value: double fraction } && !double.IsInteger(fraction))
            return Hash64(BitConverter.DoubleToInt64Bits(fraction));
        if (number is PyInt integer && integer.TryGetInt64(out long small))
            return Hash64(small);
        TryWhole(number, out BigInteger whole);
        return whole >= long.MinValue && whole <= long.MaxValue ? Hash64((long)whole) : HashBytes(NumberTag, whole.ToByteArray());
    }

    static int Hash64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BitConverter.TryWriteBytes(bytes, value);
        return HashBytes(NumberTag, bytes);
    }

    static int HashTuple(PyTuple tuple)
    {
        Span<byte> hashes = stackalloc byte[sizeof(int) * MaxLeaves];
        int length = 0;
        foreach (PickleValue item in tuple.Span)
        {
            BitConverter.TryWriteBytes(hashes[length..], Instance.GetHashCode(item));
            length += sizeof(int);
        }
        return HashBytes(TupleTag, hashes[..length]);
    }

    // 0 stands for "not computed" in the nodes.
    static int HashBytes(int tag, ReadOnlySpan<byte> bytes)
    {
        int hash = (int)SipHash.Hash(bytes, (ulong)tag);
        return hash == 0 ? 1 : hash;
    }
}
