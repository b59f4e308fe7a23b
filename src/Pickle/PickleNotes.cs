using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>
/// Follows the stack and the memo of a pickle by short names, to say what an opcode builds. A pickle that asks for more than a
/// million names gets no more notes: the listing stays small whatever the pickle does.
/// </summary>
/// <param name="policy">Who judges the globals.</param>
/// <param name="onGlobal">Told of every global, under its whole name; one that cannot be followed is <c>?.?</c> and refused.</param>
sealed class PickleNotes(GlobalPolicy policy, Action<PickleGlobalUse>? onGlobal = null)
{
    const int MaxNames = 1_000_000;
    const int MaxNameChars = 80;
    const int MaxShownItems = 8;

    // A longer text is no name: LoadLimits.MaxGlobalNameChars, four bytes a character.
    const int MaxValueBytes = 4096;

    List<Item> _stack = [];
    List<int> _marks = [];
    Dictionary<long, Item> _memo = [];
    int _depth;
    long _memoCount;
    long _offset;
    PickleOpcode _opcode;
    bool _isTracking = true;

    /// <summary>What the last opcode could not do, or null.</summary>
    public string? Defect { get; private set; }

    /// <summary>Takes the next opcode.</summary>
    public PickleLine Line(long offset, PickleOpcode opcode, ReadOnlyMemory<byte> argumentBytes)
    {
        (_offset, _opcode) = (offset, opcode);
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
        string note = _isTracking ? Follow(opcode, argument, argumentBytes.Span) : Name(opcode, argumentBytes.Span);
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
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4: return Extension(argument);
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
            default: return Quiet(new Item(Cut(argument)) { Value = TextOf(opcode, bytes) });
        }
    }

    // Without a stack a name is known only where it stands in the opcode.
    string Name(PickleOpcode opcode, ReadOnlySpan<byte> bytes)
    {
        if (opcode is PickleOpcode.Global or PickleOpcode.Inst)
            Judge(Lines(bytes));
        else if (opcode == PickleOpcode.StackGlobal)
            Judge(("?", "?"));
        else if (opcode is PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4)
            onGlobal?.Invoke(new("copyreg", "extension ?", _offset, _opcode, GlobalVerdict.Refuse));
        return "";
    }

    // What may become a name, whole. Python takes the byte strings of protocol 0 and 1 for text, too.
    static string? TextOf(PickleOpcode opcode, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = opcode switch
        {
            _ when bytes.Length > MaxValueBytes => default,
            PickleOpcode.BinUnicode or PickleOpcode.ShortBinUnicode or PickleOpcode.BinUnicode8 or PickleOpcode.BinString or PickleOpcode.ShortBinString => bytes,
            PickleOpcode.Unicode => PythonEscapes.DecodeRawUnicode(bytes),
            PickleOpcode.String => PythonEscapes.DecodeLiteral(bytes),
            _ => default,
        };
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
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
        Quiet(Dotted(global.Module, global.Name));
        return Judge(global);
    }

    string StackGlobal()
    {
        // With less on the stack Python fails as well. What a call would return is known to nobody but Python.
        if (Take(2) is not [var moduleItem, var nameItem])
            return Push(new("?"));
        (string Module, string Name) global = (moduleItem.Value, nameItem.Value) is ({ } module, { } name) ? (module, name) : ("?", "?");
        string dotted = Push(new(global == ("?", "?") ? "?" : Dotted(global.Module, global.Name))), verdict = Judge(global);
        return verdict.Length == 0 ? dotted : $"{dotted}, {verdict}";
    }

    string Judge((string Module, string Name) global)
    {
        (string module, string name) = PythonNames.ToPython3(global.Module, global.Name);
        GlobalVerdict verdict = global == ("?", "?") ? GlobalVerdict.Refuse : policy.Judge(module, name);
        onGlobal?.Invoke(new(module, name, _offset, _opcode, verdict));
        return verdict switch
        {
            GlobalVerdict.Allow => "",
            GlobalVerdict.Inert => "unknown: stays a name",
            _ => $"refused: {policy.Reason}",
        };
    }

    string Extension(string argument)
    {
        onGlobal?.Invoke(new("copyreg", $"extension {argument}", _offset, _opcode, GlobalVerdict.Refuse));
        return Quiet($"extension {argument}");
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
        string made = Push(new(Cut($"{Dotted(global.Module, global.Name)}(…)"))), verdict = Judge(global);
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

        /// <summary>The whole text, where it is one that may become a name.</summary>
        public string? Value { get; init; }

        public long Count { get; set; }

        public string Text => _isContainer ? $"{Name} of {Count.ToString(CultureInfo.InvariantCulture)}" : Name;
    }
}
