namespace PtFormat.Pickle;

/// <summary>Everything that holds something, batches and recursion included.</summary>
sealed partial class PickleEmitter
{
    // CPython's batch size. Exact lists and dicts, and what is given by an iterator, batch in three different ways.
    const int Batch = 1000;

    const long MaxReenteredItems = 1_000_000;

    // Tuples and frozensets that were begun and are not whole.
    readonly OpenNodes _open = new();
    long _reenteredItems;

    // Objects that Python has only one of: their second use is a reference.
    PyGlobal? _bytesType, _byteArrayType, _setType, _frozenSetType, _encode, _newObj, _newObjEx;
    PyString? _latin1;

    // Objects whose call is being written, for those whose arguments lead back to them.
    readonly HashSet<PickleValue> _calling = new(ReferenceEqualityComparer.Instance);

    PyGlobal BytesType => _bytesType ??= new("builtins", "bytes");

    PyGlobal ByteArrayType => _byteArrayType ??= new("builtins", "bytearray");

    PyGlobal SetType => _setType ??= new("builtins", "set");

    PyGlobal FrozenSetType => _frozenSetType ??= new("builtins", "frozenset");

    PyGlobal EncodeFunction => _encode ??= new("_codecs", "encode");

    PyString Latin1Name => _latin1 ??= new("latin1");

    void Continue(ref EmitterStep step)
    {
        switch (step.Kind)
        {
            case EmitterStepKind.Tuple: ContinueTuple(ref step); break;
            case EmitterStepKind.List: ContinueList(ref step); break;
            case EmitterStepKind.Dict: ContinueDict(ref step); break;
            case EmitterStepKind.Set: ContinueSet(ref step); break;
            case EmitterStepKind.FrozenSet: ContinueFrozenSet(ref step); break;
            case EmitterStepKind.PersistentId: ContinuePersistentId(ref step); break;
            case EmitterStepKind.Call: ContinueCall(ref step); break;
            case EmitterStepKind.Effects: ContinueEffects(ref step); break;
        }
    }

    void Empty(PickleOpcode binary, PickleOpcode text, PickleValue node)
    {
        if (protocol > 0)
            _output.Op(binary);
        else
        {
            _output.Op(PickleOpcode.Mark);
            _output.Op(text);
        }
        Memoise(node);
    }

    void BeginTuple(PyTuple node)
    {
        if (node.Items.Count == 0)
        {
            if (protocol == 0)
                _output.Op(PickleOpcode.Mark);
            _output.Op(protocol == 0 ? PickleOpcode.Tuple : PickleOpcode.EmptyTuple);
            return;
        }
        if (protocol < 2 || node.Items.Count > 3)
            _output.Op(PickleOpcode.Mark);
        Enter(node, node.Items.Count);
        Push(new(node, EmitterStepKind.Tuple));
    }

    // Whether a node that was not there when it was begun is there now.
    bool IsWritten(PickleValue node) => node.IsMemoised && !node.IsPassing && _memo.Find(node) >= 0;

    // A tuple has no memo slot before it is whole, so one that leads to itself is begun again; a few thousand such ways back would square the output.
    void Enter(PickleValue node, int items)
    {
        // What has no place in the memo stands in one place.
        if (!node.IsMemoised || node.IsPassing || _open.Add(node))
            return;
        _reenteredItems += items;
        if (_reenteredItems > MaxReenteredItems)
            throw new PtFormatException(PtErrorKind.LimitExceeded, "tuples lead back to themselves in too many ways to be written as Python would");
    }

    void Close(PickleValue node)
    {
        if (!node.IsMemoised)
            return;
        Memoise(node);
        _open.Remove(node);
    }

    void ContinueTuple(ref EmitterStep step)
    {
        PyTuple node = (PyTuple)step.Node;
        int count = node.Span.Length;
        if (step.Index < count)
        {
            Begin(node.Span[step.Index++]);
            return;
        }
        _count--;
        bool marked = protocol < 2 || count > 3;
        if (_reenteredItems > 0 && IsWritten(node))
        {
            // It was reached again through its own items and is in the memo by now: take back what lies on the stack.
            if (marked && protocol > 0)
                _output.Op(PickleOpcode.PopMark);
            else
                for (int i = 0; i < (marked ? count + 1 : count); i++)
                    _output.Op(PickleOpcode.Pop);
            TryGet(node);
            return;
        }
        _output.Op(marked ? PickleOpcode.Tuple : count == 1 ? PickleOpcode.Tuple1 : count == 2 ? PickleOpcode.Tuple2 : PickleOpcode.Tuple3);
        Close(node);
    }

    void ContinueList(ref EmitterStep step)
    {
        PyList list = (PyList)step.Node;
        if (step.Index == step.BatchEnd)
        {
            if (step.Index > 0)
                _output.Op(step.IsMarked ? PickleOpcode.Appends : PickleOpcode.Append);
            if (step.Index == list.Count)
            {
                _count--;
                return;
            }
            step.IsMarked = protocol > 0 && list.Count > 1;
            step.BatchEnd = step.IsMarked ? (int)Math.Min(list.Count, (long)step.Index + Batch) : step.Index + 1;
            if (step.IsMarked)
                _output.Op(PickleOpcode.Mark);
        }
        Begin(list[step.Index++]);
    }

    void ContinueDict(ref EmitterStep step)
    {
        PyDict dict = (PyDict)step.Node;
        if (step.Part == 1)
        {
            step.Part = 0;
            Begin(dict.Entries[step.Index++].Value);
            return;
        }
        if (step.Index == step.BatchEnd)
        {
            if (step.Index > 0)
                _output.Op(step.IsMarked ? PickleOpcode.SetItems : PickleOpcode.SetItem);
            if (step.Index == dict.Count)
            {
                if (step.IsMarked && dict.Count % Batch == 0)
                    EmptyBatch(PickleOpcode.SetItems);
                _count--;
                return;
            }
            step.IsMarked = protocol > 0 && dict.Count > 1;
            step.BatchEnd = step.IsMarked ? (int)Math.Min(dict.Count, (long)step.Index + Batch) : step.Index + 1;
            if (step.IsMarked)
                _output.Op(PickleOpcode.Mark);
        }
        step.Part = 1;
        Begin(dict.Entries[step.Index].Key);
    }

    // CPython learns that a dict or set is at its end only from a batch that is not full.
    void EmptyBatch(PickleOpcode opcode)
    {
        _output.Op(PickleOpcode.Mark);
        _output.Op(opcode);
    }

    void BeginSet(PySet node)
    {
        if (protocol < 4)
        {
            Call(node, SetType, new PyList(node.Items) { IsPassing = true });
            return;
        }
        _output.Op(PickleOpcode.EmptySet);
        Memoise(node);
        Push(new(node, EmitterStepKind.Set) { Items = node.Items });
    }

    void ContinueSet(ref EmitterStep step)
    {
        int count = step.Items.Count;
        if (step.Index == step.BatchEnd)
        {
            if (step.Index > 0)
                _output.Op(PickleOpcode.AddItems);
            if (step.Index == count)
            {
                if (count > 0 && count % Batch == 0)
                    EmptyBatch(PickleOpcode.AddItems);
                _count--;
                return;
            }
            step.BatchEnd = (int)Math.Min(count, (long)step.Index + Batch);
            _output.Op(PickleOpcode.Mark);
        }
        Begin(step.Items[step.Index++]);
    }

    void BeginFrozenSet(PyFrozenSet node)
    {
        if (protocol < 4)
        {
            Call(node, FrozenSetType, new PyList(node.Items) { IsPassing = true });
            return;
        }
        _output.Op(PickleOpcode.Mark);
        Enter(node, node.Items.Count);
        Push(new(node, EmitterStepKind.FrozenSet) { Items = node.Items });
    }

    void ContinueFrozenSet(ref EmitterStep step)
    {
        if (step.Index < step.Items.Count)
        {
            Begin(step.Items[step.Index++]);
            return;
        }
        PickleValue node = step.Node;
        _count--;
        if (_reenteredItems > 0 && IsWritten(node))
        {
            _output.Op(PickleOpcode.PopMark);
            TryGet(node);
            return;
        }
        _output.Op(PickleOpcode.FrozenSet);
        Close(node);
    }

    void ContinuePersistentId(ref EmitterStep step)
    {
        PyPersistentId node = (PyPersistentId)step.Node;
        if (step.Part++ == 0)
        {
            Begin(node.Id);
            return;
        }
        _count--;
        _output.Op(PickleOpcode.BinPersId);
        if (IsWritten(node))
            throw new InvalidOperationException("A persistent id lies in itself.");
        Memoise(node);
    }
}
