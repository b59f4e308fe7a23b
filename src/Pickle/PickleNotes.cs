using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>
/// Follows the stack and the memo of a pickle by short names, to say what an opcode builds. A pickle that asks for more than a
/// million names gets no more notes: the listing stays small whatever the pickle does.
/// </summary>
sealed class PickleNotes(GlobalPolicy policy)
{
    const int MaxNames = 1_000_000;
    const int MaxNameChars = 80;
    const int MaxShownItems = 8;

    List<Item> _stack = [];
    List<int> _marks = [];
    Dictionary<long, Item> _memo = [];
    int _depth;
    long _memoCount;
    bool _isTracking = true;

    /// <summary>What the last opcode could not do, or null.</summary>
    public string? Defect { get; private set; }

    /// <summary>Takes the next opcode.</summary>
    public PickleLine Line(long offset, PickleOpcode opcode, ReadOnlyMemory<byte> argumentBytes)
    {
        OpcodeInfo row = Opcodes.Find((byte)opcode)!;
        bool takesMark = PickleDisassembler.TakesMark(opcode);
        Defect = _isTracking && takesMark && _depth == 0 ? "needs a mark, none is open" : null;
        if (takesMark && _depth > 0)
            _depth--;
        int depth = _depth;
        if (opcode == PickleOpcode.Mark)
            _depth++;
        string argument = PickleDisassembler.Argument(row, argumentBytes.Span);
        if (opcode == PickleOpcode.Memoize)
            argument = _memoCount.ToString(CultureInfo.InvariantCulture);
        if (opcode is PickleOpcode.Put or PickleOpcode.BinPut or PickleOpcode.LongBinPut or PickleOpcode.Memoize)
            _memoCount++;
        string note = _isTracking ? Follow(opcode, argument, argumentBytes.Span) : "";
        if (_isTracking && (_stack.Count > MaxNames || _memo.Count > MaxNames || _marks.Count > MaxNames))
        {
            _isTracking = false;
            (_stack, _marks, _memo) = ([], [], []);
        }
        return new(offset, depth, row.Name, argument, note);
    }

    string Follow(PickleOpcode opcode, string argument, ReadOnlySpan<byte> bytes)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _marks.Add(_stack.Count);
                return "";
            case PickleOpcode.Proto or PickleOpcode.Frame: return "";
            case PickleOpcode.Pop:
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                {
                    _marks.RemoveAt(_marks.Count - 1);
                    _depth--;
                }
                else
                    Pop();
                return "";
            case PickleOpcode.PopMark:
                TakeMarked();
                return "";
            case PickleOpcode.Dup: return Push(Top());
            case PickleOpcode.Stop: return $"the object: {Pop().Text}";

            case PickleOpcode.Put or PickleOpcode.BinPut or PickleOpcode.LongBinPut or PickleOpcode.Memoize: return Store(argument);
            case PickleOpcode.Get or PickleOpcode.BinGet or PickleOpcode.LongBinGet: return Recall(argument);

            case PickleOpcode.None: return Quiet("None");
            case PickleOpcode.NewTrue: return Quiet("True");
            case PickleOpcode.NewFalse: return Quiet("False");
            case PickleOpcode.Int: return bytes is [(byte)'0', (byte)'0' or (byte)'1'] ? Push(new(bytes[1] == '1' ? "True" : "False")) : Quiet(argument.Trim('\''));
            case PickleOpcode.Long or PickleOpcode.Float: return Quiet(argument.Trim('\''));

            case PickleOpcode.EmptyTuple: return Quiet("()");
            case PickleOpcode.Tuple: return Push(TupleOf(TakeMarked()));
            case PickleOpcode.Tuple1: return Push(TupleOf(Take(1)));
            case PickleOpcode.Tuple2: return Push(TupleOf(Take(2)));
            case PickleOpcode.Tuple3: return Push(TupleOf(Take(3)));
            case PickleOpcode.EmptyList: return Quiet(new Item("list", 0));
            case PickleOpcode.EmptyDict: return Quiet(new Item("dict", 0));
            case PickleOpcode.EmptySet: return Quiet(new Item("set", 0));
            case PickleOpcode.List: return Push(new("list", TakeMarked().Length));
            case PickleOpcode.Dict: return Push(new("dict", TakeMarked().Length / 2));
            case PickleOpcode.FrozenSet: return Push(new("frozenset", TakeMarked().Length));
            case PickleOpcode.Append: return Grow(Take(1).Length, "item");
            case PickleOpcode.Appends: return Grow(TakeMarked().Length, "item");
            case PickleOpcode.AddItems: return Grow(TakeMarked().Length, "member");
            case PickleOpcode.SetItem: return Grow(Take(2).Length / 2, "entry");
            case PickleOpcode.SetItems: return Grow(TakeMarked().Length / 2, "entry");

            case PickleOpcode.Global: return Global(Lines(bytes));
            case PickleOpcode.StackGlobal: return StackGlobal();
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4: return Quiet($"extension {argument}");
            case PickleOpcode.Reduce: return Call();
            case PickleOpcode.NewObj: return Make(Take(2));
            case PickleOpcode.NewObjEx: return Make(Take(3));
            case PickleOpcode.Obj: return Make(TakeMarked());
            case PickleOpcode.Inst: return Instance(Lines(bytes));
            case PickleOpcode.Build:
                Item state = Pop();
                return $"state of {Top().Text}: {state.Text}";
            case PickleOpcode.PersId: return Push(new($"id {argument}"));
            case PickleOpcode.BinPersId: return Push(new(Cut($"id {Pop().Text}")));
            case PickleOpcode.ReadOnlyBuffer: return "";
            // What is left pushes its argument: numbers, text, bytes.
            default: return Quiet(Cut(argument));
        }
    }

    string Store(string argument)
    {
        if (long.TryParse(argument.Trim('\''), NumberStyles.None, CultureInfo.InvariantCulture, out long slot))
            _memo[slot] = Top();
        return "";
    }

    string Recall(string argument)
    {
        if (long.TryParse(argument.Trim('\''), NumberStyles.None, CultureInfo.InvariantCulture, out long slot) && _memo.TryGetValue(slot, out Item? known))
            return Push(known);
        Defect ??= $"asks for {argument}, which the memo does not have";
        return Push(new("?"));
    }

    string Grow(int count, string thing)
    {
        Item target = Top();
        target.Count += count;
        return $"{target.Name}: {(count == 1 ? $"1 {thing}" : $"{count.ToString(CultureInfo.InvariantCulture)} {(thing == "entry" ? "entries" : thing + "s")}")}";
    }

    string Global((string Module, string Name) global)
    {
        string dotted = Dotted(global.Module, global.Name);
        Quiet(dotted);
        return Verdict(global.Module, global.Name);
    }

    string StackGlobal()
    {
        Item[] names = Take(2);
        string dotted = names.Length == 2 ? Dotted(names[0].Text.Trim('\''), names[1].Text.Trim('\'')) : "?";
        Push(new(dotted));
        string verdict = names.Length == 2 ? Verdict(names[0].Text.Trim('\''), names[1].Text.Trim('\'')) : "";
        return verdict.Length == 0 ? dotted : $"{dotted}, {verdict}";
    }

    string Verdict(string module, string name)
    {
        (module, name) = PythonNames.ToPython3(module, name);
        return policy.Judge(module, name) switch
        {
            GlobalVerdict.Allow => "",
            GlobalVerdict.Inert => "unknown: stays a name",
            _ => $"refused: {policy.Reason}",
        };
    }

    string Call()
    {
        Item[] parts = Take(2);
        if (parts.Length < 2)
            return Push(new("?"));
        // A tuple of one item ends in a comma, a call with one argument does not.
        string arguments = parts[1].Text.EndsWith(",)", StringComparison.Ordinal) ? parts[1].Text[..^2] + ")" : parts[1].Text;
        string call = arguments.StartsWith('(') && parts[0].Text.Length + arguments.Length <= MaxNameChars ? parts[0].Text + arguments : $"{parts[0].Text}(…)";
        return Push(new(Cut(call)));
    }

    string Make(Item[] parts) => Push(new(parts.Length == 0 ? "?" : Cut($"{parts[0].Text}(…)")));

    string Instance((string Module, string Name) global)
    {
        TakeMarked();
        string made = Push(new(Cut($"{Dotted(global.Module, global.Name)}(…)"))), verdict = Verdict(global.Module, global.Name);
        return verdict.Length == 0 ? made : $"{made}, {verdict}";
    }

    static Item TupleOf(Item[] items)
    {
        if (items.Length is 0 or > MaxShownItems)
            return new("tuple", items.Length);
        string text = $"({string.Join(", ", items.Select(item => item.Text))}{(items.Length == 1 ? "," : "")})";
        return text.Length <= MaxNameChars ? new(text) : new("tuple", items.Length);
    }

    string Push(Item item)
    {
        _stack.Add(item);
        return item.Text;
    }

    // What stands in the argument or the opcode's name already.
    string Quiet(string text) => Quiet(new Item(text));

    string Quiet(Item item)
    {
        _stack.Add(item);
        return "";
    }

    Item Top() => _stack.Count > Floor ? _stack[^1] : Missing();

    Item Pop()
    {
        Item top = Top();
        if (_stack.Count > Floor)
            _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    // The topmost mark shields what lies below it.
    int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    Item[] Take(int count)
    {
        if (_stack.Count - Floor < count)
        {
            Missing();
            count = _stack.Count - Floor;
        }
        Item[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    Item[] TakeMarked()
    {
        int mark = Math.Min(Floor, _stack.Count);
        Item[] items = [.. _stack[mark..]];
        _stack.RemoveRange(mark, items.Length);
        if (_marks.Count > 0)
            _marks.RemoveAt(_marks.Count - 1);
        return items;
    }

    Item Missing()
    {
        Defect ??= "finds too few values on the stack";
        return new("?");
    }

    static (string Module, string Name) Lines(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        return end < 0 ? ("?", "?") : (Encoding.UTF8.GetString(bytes[..end]), Encoding.UTF8.GetString(bytes[(end + 1)..]));
    }

    static string Dotted(string module, string name) => Cut(PtFormatException.Quote($"{module}.{name}")[1..^1]);

    static string Cut(string text) => text.Length <= MaxNameChars ? text : text[..(MaxNameChars - 1)] + "…";

    /// <summary>A value on the stack: a text, or a container that grows.</summary>
    sealed class Item
    {
        readonly bool _isContainer;

        public Item(string text) => Name = text;

        public Item(string container, long count) => (Name, Count, _isContainer) = (container, count, true);

        public string Name { get; }

        public long Count { get; set; }

        public string Text => _isContainer ? $"{Name} of {Count.ToString(CultureInfo.InvariantCulture)}" : Name;
    }
}
