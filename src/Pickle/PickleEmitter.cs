using System.Buffers;
using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>The writer at work: a stack of unfinished nodes instead of recursion, the memo, and the leaves. Containers are in the other part.</summary>
sealed partial class PickleEmitter(IBufferWriter<byte> target, int protocol, Func<PyPersistentId, PickleValue>? outside = null)
{
    readonly PickleOutput _output = new(target, framed: protocol >= 4);
    readonly NodeNumbers _memo = new();
    EmitterStep[] _steps = new EmitterStep[16];
    int _count;

    /// <param name="root">The tree.</param>
    /// <param name="expectedNodes">About how many nodes get a place in the memo; 0 where nobody knows.</param>
    public void Run(PickleValue root, long expectedNodes)
    {
        try
        {
            _memo.Expect(expectedNodes);
            Begin(root);
            while (_count > 0)
                Continue(ref _steps[_count - 1]);
            _output.Op(PickleOpcode.Stop);
            _output.Flush();
        }
        finally
        {
            _memo.Return();
        }
    }

    // Writes a leaf whole; of anything else the beginning, and leaves the rest as a step.
    void Begin(PickleValue node)
    {
        _output.Boundary();
        if (TryGet(node))
            return;
        switch (node.Kind)
        {
            case PickleKind.None: _output.Op(PickleOpcode.None); break;
            case PickleKind.Bool: Bool(((PyBool)node).Value); break;
            case PickleKind.Int: Int((PyInt)node); break;
            case PickleKind.Float: Float(((PyFloat)node).Value); break;
            case PickleKind.String: String((PyString)node); break;
            case PickleKind.ByteString: ByteString((PyByteString)node); break;
            case PickleKind.Bytes: Bytes((PyBytes)node); break;
            case PickleKind.ByteArray: ByteArray((PyByteArray)node); break;
            case PickleKind.Tuple: BeginTuple((PyTuple)node); break;
            case PickleKind.List:
                Empty(PickleOpcode.EmptyList, PickleOpcode.List, node);
                Push(new(node, EmitterStepKind.List));
                break;
            case PickleKind.Dict:
                Empty(PickleOpcode.EmptyDict, PickleOpcode.Dict, node);
                Push(new(node, EmitterStepKind.Dict));
                break;
            case PickleKind.Set: BeginSet((PySet)node); break;
            case PickleKind.FrozenSet: BeginFrozenSet((PyFrozenSet)node); break;
            case PickleKind.Global: Global((PyGlobal)node); break;
            case PickleKind.PersistentId: BeginPersistentId((PyPersistentId)node); break;
            case PickleKind.Object: BeginObject((PyObject)node); break;
        }
    }

    void Push(EmitterStep step)
    {
        if (_count == _steps.Length)
            Array.Resize(ref _steps, 2 * _count);
        _steps[_count++] = step;
    }

    void Memoise(PickleValue node)
    {
        if (!node.IsMemoised)
            return;
        uint slot = (uint)_memo.Count;
        if (node.IsPassing)
            _memo.Skip();
        else
            _memo.AddNew(node);
        if (protocol >= 4)
            _output.Op(PickleOpcode.Memoize);
        else if (protocol == 0)
            Line(PickleOpcode.Put, slot.ToString(CultureInfo.InvariantCulture));
        else if (slot < 256)
            Op(PickleOpcode.BinPut, (byte)slot);
        else
            _output.Op(PickleOpcode.LongBinPut, slot);
    }

    // Refers to what was written before.
    bool TryGet(PickleValue node)
    {
        int found = node.IsMemoised && !node.IsAtom && !node.IsPassing ? _memo.Find(node) : -1;
        if (found < 0)
            return false;
        uint slot = (uint)found;
        if (protocol == 0)
            Line(PickleOpcode.Get, slot.ToString(CultureInfo.InvariantCulture));
        else if (slot < 256)
            Op(PickleOpcode.BinGet, (byte)slot);
        else
            _output.Op(PickleOpcode.LongBinGet, slot);
        return true;
    }

    void Op(PickleOpcode opcode, byte number)
    {
        _output.Op(opcode);
        _output.Byte(number);
    }

    void Line(PickleOpcode opcode, string ascii)
    {
        _output.Op(opcode);
        _output.Bytes(Encoding.ASCII.GetBytes(ascii));
        _output.Byte((byte)'\n');
    }

    void Bool(bool value)
    {
        if (protocol >= 2)
            _output.Op(value ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
        else
            Line(PickleOpcode.Int, value ? "01" : "00");
    }

    void Int(PyInt node)
    {
        if (node.TryGetInt64(out long value) && value is >= int.MinValue and <= int.MaxValue)
        {
            if (protocol == 0)
                Line(PickleOpcode.Int, value.ToString(CultureInfo.InvariantCulture));
            else if (value is >= 0 and < 256)
                Op(PickleOpcode.BinInt1, (byte)value);
            else if (value is >= 0 and < 65_536)
            {
                Op(PickleOpcode.BinInt2, (byte)value);
                _output.Byte((byte)(value >> 8));
            }
            else
                _output.Op(PickleOpcode.BinInt, (uint)value);
        }
        else if (protocol < 2)
            Line(PickleOpcode.Long, node.Value.ToString(CultureInfo.InvariantCulture) + "L");
        else
        {
            // .NET's shortest two's complement is Python's.
            byte[] bytes = node.Value.ToByteArray();
            _output.Payload(bytes.Length < 256 ? PickleOpcode.Long1 : PickleOpcode.Long4, bytes.Length < 256 ? 1 : 4, bytes);
        }
    }

    void Float(double value)
    {
        if (protocol == 0)
        {
            Line(PickleOpcode.Float, PythonFloat.Repr(value));
            return;
        }
        _output.Op(PickleOpcode.BinFloat);
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, BitConverter.DoubleToInt64Bits(value));
        _output.Bytes(bytes);
    }

    void String(PyString node)
    {
        if (protocol == 0)
        {
            _output.Op(PickleOpcode.Unicode);
            PythonEscapes.EncodeRawUnicode(node.Utf8.Span, _output);
            _output.Byte((byte)'\n');
        }
        else if (protocol >= 4 && node.Utf8.Length < 256)
            _output.Payload(PickleOpcode.ShortBinUnicode, 1, node.Utf8.Span);
        else
            _output.Payload(PickleOpcode.BinUnicode, 4, node.Utf8.Span);
        Memoise(node);
    }

    // Only Python 2 writes these, so its habits hold at every protocol.
    void ByteString(PyByteString node)
    {
        ReadOnlySpan<byte> bytes = node.Value.Span;
        if (protocol == 0)
        {
            _output.Op(PickleOpcode.String);
            PythonEscapes.EncodeLiteral(bytes, _output);
            _output.Byte((byte)'\n');
        }
        else if (bytes.Length < 256)
            _output.Payload(PickleOpcode.ShortBinString, 1, bytes);
        else
            _output.Payload(PickleOpcode.BinString, 4, bytes);
        Memoise(node);
    }

    void Bytes(PyBytes node)
    {
        ReadOnlySpan<byte> bytes = node.Value.Span;
        if (protocol < 3)
        {
            // Latin-1 is the encoding that leaves every byte what it is.
            if (bytes.IsEmpty)
                Call(node, BytesType);
            else
                Call(node, EncodeFunction, new PyString(Encoding.Latin1.GetString(bytes)) { IsPassing = true }, Latin1Name);
            return;
        }
        if (bytes.Length < 256)
            _output.Payload(PickleOpcode.ShortBinBytes, 1, bytes);
        else
            _output.Payload(PickleOpcode.BinBytes, 4, bytes);
        Memoise(node);
    }

    void ByteArray(PyByteArray node)
    {
        if (protocol >= 5)
        {
            _output.Payload(PickleOpcode.ByteArray8, 8, node.Value.Span);
            Memoise(node);
        }
        else if (node.Value.IsEmpty)
            Call(node, ByteArrayType);
        else
            Call(node, ByteArrayType, new PyBytes(node.Value) { IsPassing = true });
    }

    void Global(PyGlobal node)
    {
        if (protocol >= 4)
        {
            Begin(node.ModuleNode);
            Begin(node.NameNode);
            _output.Op(PickleOpcode.StackGlobal);
        }
        else
        {
            _output.Op(PickleOpcode.Global);
            NameLines(node);
        }
        Memoise(node);
    }

    void NameLines(PyGlobal node)
    {
        (string module, string name) = (node.CanonicalModule, node.CanonicalName);
        if (node.IsSpelledForPython2 && protocol < 3)
            (module, name) = (node.Module, node.Name);
        else if (protocol < 3)
            (module, name) = PythonNames.ToPython2(module, name);
        _output.Bytes(Encoding.UTF8.GetBytes(module));
        _output.Byte((byte)'\n');
        _output.Bytes(Encoding.UTF8.GetBytes(name));
        _output.Byte((byte)'\n');
    }

    void BeginPersistentId(PyPersistentId node)
    {
        if (outside is not null && outside(node) is var other)
        {
            if (other is not PyPersistentId replaced)
            {
                Begin(other);
                return;
            }
            node = replaced;
        }
        if (protocol > 0)
        {
            Push(new(node, EmitterStepKind.PersistentId));
            return;
        }
        if (node.Id is not PyString id || id.Utf8.Span.Contains((byte)'\n'))
            throw new InvalidOperationException("Protocol 0 writes a persistent id as a line of text: use a str without line feed, or a higher protocol.");
        _output.Op(PickleOpcode.PersId);
        _output.Bytes(id.Utf8.Span);
        _output.Byte((byte)'\n');
        Memoise(node);
    }
}
