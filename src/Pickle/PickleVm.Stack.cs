using System.Buffers;

namespace PtFormat.Pickle;

/// <summary>Stack, marks and memo.</summary>
public sealed partial class PickleVm
{
    // Number of slots by which a PUT may run ahead of twice the PUTs so far: Python numbers them one by one.
    const int MemoSlack = 65_536;

    readonly PyTuple _emptyTuple = new([]);
    PickleValue[] _stack = new PickleValue[64];
    int _count;
    int[] _marks = new int[16];
    int _markCount;
    // Rented: fresh ones grow to megabytes a pickle, and large arrays are what full collections are made for. What no checkpoint needs
    // is not left with the pool.
    const int MaxRentedSlots = 1 << 19;
    PickleValue?[] _memo = [];
    int _memoEnd;
    long _memoCount;
    long _memoStores;
    long _objects;

    // What the last POP threw away, for the GET that may follow.
    PyObject? _dropped;

    int Floor => _markCount > 0 ? _marks[_markCount - 1] : 0;

    void Push(PickleValue value)
    {
        if (_count == _stack.Length)
            // Large ones by half: a value may be one byte of the pickle.
            Array.Resize(ref _stack, _count < 4096 ? 2 * _count : _count + _count / 2);
        // Through a span, because storing into an array of a class asks for the value's type each time.
        _stack.AsSpan()[_count++] = value;
    }

    void PushNew(PickleValue value)
    {
        if (++_objects > _limits.MaxObjects)
            Limit(nameof(LoadLimits.MaxObjects), _limits.MaxObjects, "the pickle makes more objects");
        // Atoms are shared between trees and threads: nothing is written to them.
        if (!value.IsAtom)
            value.IsMemoised = false;
        Push(value);
    }

    PickleValue Peek()
    {
        if (_count <= Floor)
            throw Empty();
        return _stack[_count - 1];
    }

    PickleValue Pop()
    {
        PickleValue value = PopCallable();
        CheckMayBeKept(value);
        return value;
    }

    // The only pop that lets everything pass: REDUCE calls it.
    PickleValue PopCallable()
    {
        PickleValue value = Peek();
        _count--;
        return value;
    }

    // The span is good until the next push.
    ReadOnlySpan<PickleValue> PopItems()
    {
        if (_markCount == 0)
            throw Malformed($"{Opcodes.Name(_opcode)} needs a mark, found none");
        int start = _marks[--_markCount];
        return PopFrom(start);
    }

    ReadOnlySpan<PickleValue> PopItems(int count)
    {
        if (_count - Floor < count)
            throw Empty();
        return PopFrom(_count - count);
    }

    ReadOnlySpan<PickleValue> PopFrom(int start)
    {
        ReadOnlySpan<PickleValue> items = _stack.AsSpan(start, _count - start);
        foreach (PickleValue item in items)
            CheckMayBeKept(item);
        _count = start;
        return items;
    }

    void CheckMayBeKept(PickleValue value)
    {
        if ((value as PyGlobal ?? (value as PyObject)?.NestedGlobal) is not { MustBeCalled: true } global)
            return;
        Refuse(global.CanonicalModule, global.CanonicalName,
            global.IsGetattr ? "is only read as part of a nested name" : "is only read where it is called with the bytes of a file");
    }

    void Mark()
    {
        if (_markCount >= _limits.MaxNesting)
            Limit(nameof(LoadLimits.MaxNesting), _limits.MaxNesting, "more marks are open at once");
        if (_markCount == _marks.Length)
            Array.Resize(ref _marks, 2 * _markCount);
        _marks[_markCount++] = _count;
    }

    void Drop()
    {
        if (_markCount > 0 && _count == Floor)
        {
            _markCount--;
            return;
        }
        if (Pop() is not PyObject { IsMemoised: false, Effects.Count: 0 } made)
            return;
        // A function that is given an object and its state, for effect: setter, object, state, TUPLE2, REDUCE, POP.
        if (made is { Form: PyObjectForm.Reduce, Callable: PyGlobal, Arguments: { IsMemoised: false, Items.Count: 2 } arguments }
            && _count > Floor && _stack[_count - 1] is PyObject target && ReferenceEquals(arguments.Items[0], target))
            Affect(target, new(PickleEffectKind.SetState, made.Callable, arguments.Items[1]));
        else
            _dropped = made;
    }

    void Duplicate()
    {
        PickleValue value = Peek();
        CheckMayBeKept(value);
        // Met twice from now on, so the writer has to know it again.
        if (!value.IsAtom)
            value.IsMemoised = true;
        Push(value);
    }

    void Get(long slot, PyObject? dropped)
    {
        PickleValue value = (slot < _memo.Length ? _memo[slot] : null)
            ?? throw Malformed(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Opcodes.Name(_opcode)} needs memo slot {slot}, nothing was stored there"));
        // An object whose arguments lead to itself: the pickler notices only after the second, inner attempt, and drops the first.
        if (dropped is not null && value is PyObject made && made.FirstAttempt is null && made.Form == dropped.Form)
            made.FirstAttempt = dropped;
        Push(value);
    }

    void Put(long slot)
    {
        PickleValue value = Peek();
        if (slot >= _limits.MaxMemoSlots || slot > 2 * _memoStores + MemoSlack)
            Limit(nameof(LoadLimits.MaxMemoSlots), Math.Min(_limits.MaxMemoSlots, 2 * _memoStores + MemoSlack), $"{Opcodes.Name(_opcode)} skips ahead to slot {slot}");
        if (slot >= _memo.Length)
            GrowMemo(slot);
        ref PickleValue? stored = ref _memo.AsSpan()[(int)slot];
        if (stored is null)
            _memoCount++;
        _memoStores++;
        _memoEnd = Math.Max(_memoEnd, (int)slot + 1);
        stored = value;
        if (!value.IsAtom)
            value.IsMemoised = true;
    }

    void GrowMemo(long slot)
    {
        long grown = _memo.Length < MaxRentedSlots ? 2L * _memo.Length : _memo.Length + _memo.Length / 2;
        int length = (int)Math.Min(Math.Max(Math.Max(grown, slot + 1), 1024), Array.MaxLength);
        PickleValue?[] larger = length <= MaxRentedSlots ? ArrayPool<PickleValue?>.Shared.Rent(length) : new PickleValue?[length];
        _memo.AsSpan(0, _memoEnd).CopyTo(larger);
        larger.AsSpan(_memoEnd).Clear();
        ReturnMemo();
        _memo = larger;
    }

    // Cleared, since the pool must keep nothing alive.
    void ReturnMemo()
    {
        if (_memo.Length is > 0 and <= MaxRentedSlots)
        {
            _memo.AsSpan(0, _memoEnd).Clear();
            ArrayPool<PickleValue?>.Shared.Return(_memo);
        }
        _memo = [];
    }

    PtFormatException Empty() => Malformed(_markCount > 0
        ? $"{Opcodes.Name(_opcode)} needs a value on the stack, found a mark"
        : $"{Opcodes.Name(_opcode)} needs a value on the stack, found none");
}
