using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>Numbers, strings and containers.</summary>
public sealed partial class PickleVm
{
    // CPython writes a long dict in batches of so many entries.
    const int Batch = 1000;

    const int MaxExpected = 1 << 17;

    // A container grew after it was put into another one, so depths noted so far may be too small.
    bool _grewLate;
    bool _hasGuessed;
    long _repeatedKeyBytes;
    long _repeatedItems;

    void PushInt(long value)
    {
        if ((ulong)value < 256)
            Push(PyInt.Of(value));
        else
            PushNew(new PyInt(value));
    }

    void TextInt(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("01"u8))
            Push(PyBool.True);
        else if (line.SequenceEqual("00"u8))
            Push(PyBool.False);
        else
            PushNew(new PyInt(ParseInt(line)));
    }

    void TextLong(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == 'L')
            line = line[..^1];
        PushNew(new PyInt(ParseInt(line)));
    }

    BigInteger ParseInt(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> digits = line.Length > 0 && line[0] == '-' ? line[1..] : line;
        if (digits.Length > _limits.MaxIntDigits)
            Limit(nameof(LoadLimits.MaxIntDigits), _limits.MaxIntDigits, $"{Opcodes.Name(_opcode)} has {digits.Length.ToString(CultureInfo.InvariantCulture)} digits");
        // CPython would read 010 as octal and 0x10 as hexadecimal; no pickler writes either.
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (digits[0] == '0' && digits.Length > 1))
            throw Malformed($"{Opcodes.Name(_opcode)} needs a decimal integer");
        return BigInteger.Parse(Encoding.ASCII.GetString(line), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    void BinaryLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _limits.MaxIntBytes)
            Limit(nameof(LoadLimits.MaxIntBytes), _limits.MaxIntBytes, $"{Opcodes.Name(_opcode)} has {bytes.Length.ToString(CultureInfo.InvariantCulture)} bytes");
        PushNew(new PyInt(new BigInteger(bytes)));
    }

    void TextFloat(ReadOnlySpan<byte> line)
    {
        if (!PythonFloat.TryParse(line, out double value))
            throw Malformed("FLOAT needs a decimal number, inf or nan");
        PushNew(new PyFloat(value));
    }

    void Utf8(ref PickleReader reader)
    {
        if (!PythonText.IsUtf8(reader.Argument))
            throw Malformed($"{Opcodes.Name(_opcode)} holds bytes that are not UTF-8");
        PushNew(new PyString(Slice(ref reader)));
    }

    long SlotNumber(ReadOnlySpan<byte> line)
    {
        if (line.Length is 0 or > 10 || line.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw Malformed($"{Opcodes.Name(_opcode)} needs the number of a memo slot");
        return long.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    void TupleOf(int count) => PushNew(NewTuple(PopItems(count)));

    PyTuple NewTuple(ReadOnlySpan<PickleValue> items)
    {
        int depth = 0;
        foreach (PickleValue item in items)
        {
            depth = Math.Max(depth, item.Depth);
            Hold(item);
        }
        return Nest(new PyTuple(items.ToArray(), depth + 1));
    }

    void ListOf(ReadOnlySpan<PickleValue> items)
    {
        PyList list = new();
        foreach (PickleValue item in items)
        {
            list.Add(item);
            Grow(list, item);
        }
        PushNew(list);
    }

    void DictOf(ReadOnlySpan<PickleValue> items)
    {
        PyDict dict = new();
        Fill(dict, items);
        PushNew(dict);
    }

    void FrozenSetOf(ReadOnlySpan<PickleValue> items)
    {
        PyFrozenSet set = new(items, out long repeatedKeyBytes);
        foreach (PickleValue item in items)
            Hold(item);
        CountRepeated(repeatedKeyBytes);
        PushNew(Nest(set));
    }

    void Append(ReadOnlySpan<PickleValue> items)
    {
        switch (Peek())
        {
            case PyList list:
                bool late = list.IsHeld;
                list.Reserve(items.Length);
                foreach (PickleValue item in items)
                {
                    list.Add(item);
                    Grow(list, item);
                }
                _grewLate |= late;
                break;
            case PyObject { NestedGlobal: null } target:
                foreach (PickleValue item in items)
                    Affect(target, new(PickleEffectKind.Append, null, item));
                break;
            case PickleValue other:
                throw WrongTarget("list", other);
        }
    }

    void SetItems(ReadOnlySpan<PickleValue> items)
    {
        switch (Peek())
        {
            case PyDict dict:
                bool late = dict.IsHeld;
                Fill(dict, items);
                _grewLate |= late;
                break;
            case PyObject { NestedGlobal: null } target:
                CheckPairs(items);
                bool isDictionary = IsDictionary(target.Callable, out _);
                if (target.Effects.Count == 0 && IsLong(items, out int expected))
                    target.Reserve(expected);
                for (int i = 0; i < items.Length; i += 2)
                {
                    if (isDictionary)
                        PickleKeyComparer.Check(items[i]);
                    Affect(target, new(PickleEffectKind.SetItem, items[i], items[i + 1]));
                }
                break;
            case PickleValue other:
                throw WrongTarget("dict", other);
        }
    }

    // What another class does with its keys is its own affair.
    static bool IsDictionary(PickleValue callable, [NotNullWhen(true)] out string? name) =>
        PyGlobal.TryName(callable, out string? module, out name) && (module, name) is ("collections", "OrderedDict" or "defaultdict" or "Counter");

    void AddItems(ReadOnlySpan<PickleValue> items)
    {
        switch (Peek())
        {
            case PySet set:
                bool late = set.IsHeld;
                foreach (PickleValue item in items)
                {
                    if (set.Add(item))
                        CountRepeated(PickleKeyComparer.Cost(item));
                    Grow(set, item);
                }
                _grewLate |= late;
                break;
            case PyObject { NestedGlobal: null } target:
                foreach (PickleValue item in items)
                    Affect(target, new(PickleEffectKind.AddItem, null, item));
                break;
            case PickleValue other:
                throw WrongTarget("set", other);
        }
    }

    void Fill(PyDict dict, ReadOnlySpan<PickleValue> items)
    {
        CheckPairs(items);
        if (dict.Count == 0 && IsLong(items, out int expected))
            dict.Reserve(expected);
        for (int i = 0; i < items.Length; i += 2)
        {
            if (dict.Set(items[i], items[i + 1]))
                CountRepeated(PickleKeyComparer.Cost(items[i]));
            Grow(dict, items[i]);
            Grow(dict, items[i + 1]);
        }
    }

    // After the first whole batch: how many entries there will be if the rest of the pickle holds nothing but more like them. Tables that
    // double instead leave as much behind as they hold, all of it large arrays, and those call for full collections. One guess a
    // pickle: a file can make it wrong.
    bool IsLong(ReadOnlySpan<PickleValue> items, out int expected)
    {
        expected = (int)Math.Clamp(Batch * (long)_pickle.Length / Math.Max(1, _offset), Batch, MaxExpected);
        bool isFirst = items.Length == 2 * Batch && !_hasGuessed;
        _hasGuessed |= isFirst;
        return isFirst;
    }

    void CheckPairs(ReadOnlySpan<PickleValue> items)
    {
        if (items.Length % 2 != 0)
            throw Malformed($"{Opcodes.Name(_opcode)} needs a value for every key, the last key has none");
    }

    // To find that a key is there already its bytes are compared; repeated over a long key, a small file could ask for endless work.
    void CountRepeated(long bytes)
    {
        _repeatedKeyBytes += bytes;
        if (_repeatedKeyBytes > _limits.MaxRepeatedKeyBytes)
            Limit(nameof(LoadLimits.MaxRepeatedKeyBytes), _limits.MaxRepeatedKeyBytes, "keys that are there already are set again and again");
    }

    void Affect(PyObject target, PickleEffect effect)
    {
        _grewLate |= target.IsHeld;
        target.Add(effect);
        if (effect.Key is not null)
            Grow(target, effect.Key);
        Grow(target, effect.Value);
    }

    void Grow(PickleValue container, PickleValue item)
    {
        Hold(item);
        if (item.Depth < container.Depth)
            return;
        container.Depth = item.Depth + 1;
        Nest(container);
    }

    T Nest<T>(T container) where T : PickleValue
    {
        // Deeper than nodes count: measured at the end.
        _grewLate |= container.Depth == PickleValue.MaxDepth;
        if (container.Depth > _limits.MaxNesting)
            Limit(nameof(LoadLimits.MaxNesting), _limits.MaxNesting, "containers lie deeper in one another");
        return container;
    }

    static void Hold(PickleValue item)
    {
        if (!item.IsAtom)
            item.IsHeld = true;
    }

    PtFormatException WrongTarget(string needed, PickleValue found) =>
        Malformed($"{Opcodes.Name(_opcode)} needs a {needed} on the stack, found {found.Kind.PythonName()}");
}
