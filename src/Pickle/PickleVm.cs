using System.Buffers.Binary;

namespace PtFormat.Pickle;

/// <summary>The pickle machine: opcodes in, a tree of inert values out. It looks nothing up and calls nothing.</summary>
/// <remarks>Four partials: the switch (here), stack and memo, containers and their growth, globals and objects.</remarks>
public sealed partial class PickleVm
{
    // Every so many opcodes, about 100 microseconds.
    const long CancellationMask = 4095;

    readonly ReadOnlyMemory<byte> _pickle;
    readonly PickleOptions _options;
    readonly LoadLimits _limits;
    PickleOpcode _opcode;
    int _offset;
    int _protocol;

    PickleVm(ReadOnlyMemory<byte> pickle, PickleOptions options)
    {
        _pickle = pickle;
        _options = options;
        _limits = options.Limits;
    }

    /// <summary>Reads a pickle that fills the memory from end to end.</summary>
    /// <param name="pickle">The pickle. The tree keeps slices of it: leave it unchanged for as long as the tree is used.</param>
    /// <param name="options">Limits and policy; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PtFormatException">The bytes are no pickle, ask for too much or name what the policy refuses.</exception>
    public static PickleValue Run(ReadOnlyMemory<byte> pickle, PickleOptions? options = null)
    {
        PickleValue value = Run(pickle, options, out long consumed);
        if (consumed != pickle.Length)
            throw new PtFormatException(PtErrorKind.Malformed,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pickle.Length - consumed} bytes follow STOP, a pickle ends there"), consumed, options?.Record);
        return value;
    }

    /// <summary>Reads the pickle at the start of the memory; other data may follow it.</summary>
    /// <param name="pickle">The pickle and what follows. The tree keeps slices of it: leave it unchanged for as long as the tree is used.</param>
    /// <param name="options">Limits and policy; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="consumed">The length of the pickle in bytes.</param>
    /// <exception cref="PtFormatException">The bytes are no pickle, ask for too much or name what the policy refuses.</exception>
    public static PickleValue Run(ReadOnlyMemory<byte> pickle, PickleOptions? options, out long consumed)
    {
        options ??= PickleOptions.Default;
        PickleVm vm = new(pickle, options);
        try
        {
            return vm.Execute(out consumed);
        }
        finally
        {
            vm.ReturnMemo();
        }
    }

    PickleValue Execute(out long consumed)
    {
        int readable = (int)Math.Min(_pickle.Length, _limits.MaxPickleBytes);
        PickleReader reader = new(_pickle.Span[..readable], _limits, _options.Record);
        try
        {
            for (long opcodes = 1; ; opcodes++)
            {
                reader.Read();
                _opcode = reader.Opcode;
                _offset = reader.OpcodeOffset;
                if ((opcodes & CancellationMask) == 0)
                    _options.Cancellation.ThrowIfCancellationRequested();
                if (opcodes > _limits.MaxOpcodes)
                    Limit(nameof(LoadLimits.MaxOpcodes), _limits.MaxOpcodes, "the pickle has more opcodes");
                if (_opcode == PickleOpcode.Stop)
                {
                    consumed = reader.Position;
                    return Finish();
                }
                Step(ref reader);
            }
        }
        catch (PtFormatException error) when (error.Kind == PtErrorKind.Truncated && readable < _pickle.Length)
        {
            // What ended was not the data but what may be read of it.
            throw new PtFormatException(PtErrorKind.LimitExceeded,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the pickle is longer; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleBytes)} is {_limits.MaxPickleBytes}"),
                error.ByteOffset, _options.Record, error.Opcode, error);
        }
        catch (PtFormatException error) when (error.ByteOffset is null)
        {
            // Keys are judged by the containers, which know no offset.
            throw new PtFormatException(error.Kind, $"{Opcodes.Name(_opcode)}: {error.Message}", _offset, _options.Record, Opcodes.Name(_opcode), error);
        }
    }

    void Step(ref PickleReader reader)
    {
        ReadOnlySpan<byte> argument = reader.Argument;
        // A joined name is known as dropped only by the opcode right after the POP.
        PyObject? dropped = _dropped;
        _dropped = null;
        switch (_opcode)
        {
            case PickleOpcode.Proto: Proto(argument[0]); break;
            case PickleOpcode.Frame: break;

            case PickleOpcode.Mark: Mark(); break;
            case PickleOpcode.Pop: Drop(); break;
            case PickleOpcode.PopMark: PopItems(); break;
            case PickleOpcode.Dup: Duplicate(); break;
            case PickleOpcode.Get: Get(SlotNumber(argument), dropped); break;
            case PickleOpcode.BinGet: Get(argument[0], dropped); break;
            case PickleOpcode.LongBinGet: Get(BinaryPrimitives.ReadUInt32LittleEndian(argument), dropped); break;
            case PickleOpcode.Put: Put(SlotNumber(argument)); break;
            case PickleOpcode.BinPut: Put(argument[0]); break;
            case PickleOpcode.LongBinPut: Put(BinaryPrimitives.ReadUInt32LittleEndian(argument)); break;
            case PickleOpcode.Memoize: Put(_memoCount); break;

            case PickleOpcode.None: Push(PyNone.Instance); break;
            case PickleOpcode.NewTrue: Push(PyBool.True); break;
            case PickleOpcode.NewFalse: Push(PyBool.False); break;
            case PickleOpcode.BinInt: PushInt(BinaryPrimitives.ReadInt32LittleEndian(argument)); break;
            case PickleOpcode.BinInt1: PushInt(argument[0]); break;
            case PickleOpcode.BinInt2: PushInt(BinaryPrimitives.ReadUInt16LittleEndian(argument)); break;
            case PickleOpcode.Int: TextInt(argument); break;
            case PickleOpcode.Long: TextLong(argument); break;
            case PickleOpcode.Long1 or PickleOpcode.Long4: BinaryLong(argument); break;
            case PickleOpcode.BinFloat: PushNew(new PyFloat(BinaryPrimitives.ReadDoubleBigEndian(argument))); break;
            case PickleOpcode.Float: TextFloat(argument); break;

            case PickleOpcode.BinUnicode or PickleOpcode.ShortBinUnicode or PickleOpcode.BinUnicode8: Utf8(ref reader); break;
            case PickleOpcode.Unicode: PushNew(new PyString(PythonEscapes.DecodeRawUnicode(argument) ?? throw Malformed("UNICODE holds a broken escape"))); break;
            case PickleOpcode.String: PushNew(new PyByteString(PythonEscapes.DecodeLiteral(argument) ?? throw Malformed("STRING needs a quoted literal"))); break;
            case PickleOpcode.BinString or PickleOpcode.ShortBinString: PushNew(new PyByteString(Slice(ref reader))); break;
            case PickleOpcode.BinBytes or PickleOpcode.ShortBinBytes or PickleOpcode.BinBytes8: PushNew(new PyBytes(Slice(ref reader))); break;
            case PickleOpcode.ByteArray8: PushNew(new PyByteArray(Slice(ref reader))); break;

            case PickleOpcode.EmptyTuple: Push(_emptyTuple); break;
            case PickleOpcode.Tuple1: TupleOf(1); break;
            case PickleOpcode.Tuple2: TupleOf(2); break;
            case PickleOpcode.Tuple3: TupleOf(3); break;
            case PickleOpcode.Tuple: PushNew(NewTuple(PopItems())); break;
            case PickleOpcode.EmptyList: PushNew(new PyList()); break;
            case PickleOpcode.List: ListOf(PopItems()); break;
            case PickleOpcode.EmptyDict: PushNew(new PyDict()); break;
            case PickleOpcode.Dict: DictOf(PopItems()); break;
            case PickleOpcode.EmptySet: PushNew(new PySet()); break;
            case PickleOpcode.FrozenSet: FrozenSetOf(PopItems()); break;
            case PickleOpcode.Append: Append(PopItems(1)); break;
            case PickleOpcode.Appends: Append(PopItems()); break;
            case PickleOpcode.SetItem: SetItems(PopItems(2)); break;
            case PickleOpcode.SetItems: SetItems(PopItems()); break;
            case PickleOpcode.AddItems: AddItems(PopItems()); break;

            case PickleOpcode.Global: Global(argument); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.Ext1: Extension(argument[0]); break;
            case PickleOpcode.Ext2: Extension(BinaryPrimitives.ReadUInt16LittleEndian(argument)); break;
            case PickleOpcode.Ext4: Extension(BinaryPrimitives.ReadInt32LittleEndian(argument)); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.NewObj: NewObj(); break;
            case PickleOpcode.NewObjEx: NewObjEx(); break;
            case PickleOpcode.Inst: Inst(argument); break;
            case PickleOpcode.Obj: Obj(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.PersId: PersistentId(argument); break;
            case PickleOpcode.BinPersId: BinaryPersistentId(); break;

            case PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw Error(PtErrorKind.Unsupported, $"{Opcodes.Name(_opcode)} needs a buffer from outside the pickle, a file has none");
            case PickleOpcode.Stop: break;
        }
    }

    void Proto(byte protocol)
    {
        if (protocol > Opcodes.HighestProtocol)
            throw Error(PtErrorKind.Unsupported, $"PROTO announces protocol {protocol}, the highest known is {Opcodes.HighestProtocol}");
        // The protocol decides which Python's names the globals have: it must not change on the way.
        if (_offset != 0)
            throw Malformed("PROTO belongs at the start of a pickle");
        _protocol = protocol;
    }

    PickleValue Finish()
    {
        PickleValue value = Pop();
        if (_markCount > 0)
            throw Malformed("STOP finds a mark that nothing took");
        if (_count > 0)
            throw Malformed("STOP needs one value on the stack, found more");
        if (_grewLate && Nesting.Measure(value) > _limits.MaxNesting)
            Limit(nameof(LoadLimits.MaxNesting), _limits.MaxNesting, "containers lie deeper in one another");
        return value;
    }

    ReadOnlyMemory<byte> Slice(ref PickleReader reader) => _pickle.Slice(reader.ArgumentOffset, reader.Argument.Length);

    PtFormatException Error(PtErrorKind kind, string what) => new(kind, what, _offset, _options.Record, Opcodes.Name(_opcode));

    PtFormatException Malformed(string what) => Error(PtErrorKind.Malformed, what);

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    void Limit(string limit, long value, string offender) => Throw.Limit(limit, value, offender, _offset, _options.Record, Opcodes.Name(_opcode));
}
