namespace PtFormat.Pickle;

/// <summary>The one table of opcodes: reader, machine, disassembler and tests all ask here.</summary>
public static class Opcodes
{
    static readonly OpcodeInfo[] Table =
    [
        new(PickleOpcode.Mark, "MARK", OpcodeArgument.None, 0, "Push a mark."),
        new(PickleOpcode.EmptyTuple, "EMPTY_TUPLE", OpcodeArgument.None, 1, "Push the empty tuple."),
        new(PickleOpcode.Stop, "STOP", OpcodeArgument.None, 0, "End: the value on top of the stack is the result."),
        new(PickleOpcode.Pop, "POP", OpcodeArgument.None, 0, "Drop the topmost value, or the topmost mark."),
        new(PickleOpcode.PopMark, "POP_MARK", OpcodeArgument.None, 1, "Drop everything down to the topmost mark."),
        new(PickleOpcode.Dup, "DUP", OpcodeArgument.None, 0, "Push the topmost value once more."),
        new(PickleOpcode.BinBytes, "BINBYTES", OpcodeArgument.Counted32, 3, "Push bytes."),
        new(PickleOpcode.ShortBinBytes, "SHORT_BINBYTES", OpcodeArgument.Counted8, 3, "Push less than 256 bytes."),
        new(PickleOpcode.Float, "FLOAT", OpcodeArgument.Line, 0, "Push a float written as text."),
        new(PickleOpcode.BinFloat, "BINFLOAT", OpcodeArgument.Float64, 1, "Push a float of eight bytes."),
        new(PickleOpcode.Int, "INT", OpcodeArgument.Line, 0, "Push an int written as text; 00 and 01 are bools."),
        new(PickleOpcode.BinInt, "BININT", OpcodeArgument.Int32, 1, "Push an int of four bytes."),
        new(PickleOpcode.BinInt1, "BININT1", OpcodeArgument.UInt8, 1, "Push an int of one byte."),
        new(PickleOpcode.Long, "LONG", OpcodeArgument.Line, 0, "Push an int of any size written as text."),
        new(PickleOpcode.BinInt2, "BININT2", OpcodeArgument.UInt16, 1, "Push an int of two bytes."),
        new(PickleOpcode.None, "NONE", OpcodeArgument.None, 0, "Push None."),
        new(PickleOpcode.PersId, "PERSID", OpcodeArgument.Line, 0, "Push the object that has this persistent id, a line of text."),
        new(PickleOpcode.BinPersId, "BINPERSID", OpcodeArgument.None, 1, "Replace the topmost value by the object that has it as persistent id."),
        new(PickleOpcode.Reduce, "REDUCE", OpcodeArgument.None, 0, "Replace a callable and its argument tuple by the call."),
        new(PickleOpcode.String, "STRING", OpcodeArgument.StringLine, 0, "Push a Python 2 string written as a quoted literal."),
        new(PickleOpcode.BinString, "BINSTRING", OpcodeArgument.CountedSigned32, 1, "Push a Python 2 string."),
        new(PickleOpcode.ShortBinString, "SHORT_BINSTRING", OpcodeArgument.Counted8, 1, "Push a Python 2 string of less than 256 bytes."),
        new(PickleOpcode.Unicode, "UNICODE", OpcodeArgument.StringLine, 0, "Push a string written with raw Unicode escapes."),
        new(PickleOpcode.BinUnicode, "BINUNICODE", OpcodeArgument.Counted32, 1, "Push a string of UTF-8."),
        new(PickleOpcode.EmptyList, "EMPTY_LIST", OpcodeArgument.None, 1, "Push an empty list."),
        new(PickleOpcode.Append, "APPEND", OpcodeArgument.None, 0, "Append the topmost value to the list below it."),
        new(PickleOpcode.Build, "BUILD", OpcodeArgument.None, 0, "Give the topmost value as state to the object below it."),
        new(PickleOpcode.Global, "GLOBAL", OpcodeArgument.TwoLines, 0, "Push a global named by two lines of text."),
        new(PickleOpcode.Dict, "DICT", OpcodeArgument.None, 0, "Push a dict of the keys and values above the topmost mark."),
        new(PickleOpcode.Appends, "APPENDS", OpcodeArgument.None, 1, "Append all above the topmost mark to the list below it."),
        new(PickleOpcode.Get, "GET", OpcodeArgument.Line, 0, "Push a value from the memo, its number in text."),
        new(PickleOpcode.BinGet, "BINGET", OpcodeArgument.UInt8, 1, "Push a value from the memo."),
        new(PickleOpcode.Inst, "INST", OpcodeArgument.TwoLines, 0, "Push an instance of a named class, its arguments above the topmost mark."),
        new(PickleOpcode.LongBinGet, "LONG_BINGET", OpcodeArgument.UInt32, 1, "Push a value from the memo, its number in four bytes."),
        new(PickleOpcode.List, "LIST", OpcodeArgument.None, 0, "Push a list of all above the topmost mark."),
        new(PickleOpcode.Obj, "OBJ", OpcodeArgument.None, 1, "Push an instance of the class just above the topmost mark, its arguments above that."),
        new(PickleOpcode.Put, "PUT", OpcodeArgument.Line, 0, "Store the topmost value in the memo, its number in text."),
        new(PickleOpcode.BinPut, "BINPUT", OpcodeArgument.UInt8, 1, "Store the topmost value in the memo."),
        new(PickleOpcode.LongBinPut, "LONG_BINPUT", OpcodeArgument.UInt32, 1, "Store the topmost value in the memo, its number in four bytes."),
        new(PickleOpcode.SetItem, "SETITEM", OpcodeArgument.None, 0, "Set the topmost key and value in the dict below them."),
        new(PickleOpcode.Tuple, "TUPLE", OpcodeArgument.None, 0, "Push a tuple of all above the topmost mark."),
        new(PickleOpcode.SetItems, "SETITEMS", OpcodeArgument.None, 1, "Set all keys and values above the topmost mark in the dict below it."),
        new(PickleOpcode.EmptyDict, "EMPTY_DICT", OpcodeArgument.None, 1, "Push an empty dict."),
        new(PickleOpcode.Proto, "PROTO", OpcodeArgument.UInt8, 2, "Announce the protocol."),
        new(PickleOpcode.NewObj, "NEWOBJ", OpcodeArgument.None, 2, "Replace a class and its argument tuple by a new object."),
        new(PickleOpcode.Ext1, "EXT1", OpcodeArgument.UInt8, 2, "Push the global registered under a number of one byte."),
        new(PickleOpcode.Ext2, "EXT2", OpcodeArgument.UInt16, 2, "Push the global registered under a number of two bytes."),
        new(PickleOpcode.Ext4, "EXT4", OpcodeArgument.Int32, 2, "Push the global registered under a number of four bytes."),
        new(PickleOpcode.Tuple1, "TUPLE1", OpcodeArgument.None, 2, "Replace the topmost value by a tuple of it."),
        new(PickleOpcode.Tuple2, "TUPLE2", OpcodeArgument.None, 2, "Replace the two topmost values by a tuple of them."),
        new(PickleOpcode.Tuple3, "TUPLE3", OpcodeArgument.None, 2, "Replace the three topmost values by a tuple of them."),
        new(PickleOpcode.NewTrue, "NEWTRUE", OpcodeArgument.None, 2, "Push True."),
        new(PickleOpcode.NewFalse, "NEWFALSE", OpcodeArgument.None, 2, "Push False."),
        new(PickleOpcode.Long1, "LONG1", OpcodeArgument.Counted8, 2, "Push an int of less than 256 bytes, little-endian two's complement."),
        new(PickleOpcode.Long4, "LONG4", OpcodeArgument.CountedSigned32, 2, "Push an int of any size, little-endian two's complement."),
        new(PickleOpcode.ShortBinUnicode, "SHORT_BINUNICODE", OpcodeArgument.Counted8, 4, "Push a string of less than 256 bytes of UTF-8."),
        new(PickleOpcode.BinUnicode8, "BINUNICODE8", OpcodeArgument.Counted64, 4, "Push a string of UTF-8, its length in eight bytes."),
        new(PickleOpcode.BinBytes8, "BINBYTES8", OpcodeArgument.Counted64, 4, "Push bytes, their count in eight bytes."),
        new(PickleOpcode.EmptySet, "EMPTY_SET", OpcodeArgument.None, 4, "Push an empty set."),
        new(PickleOpcode.AddItems, "ADDITEMS", OpcodeArgument.None, 4, "Add all above the topmost mark to the set below it."),
        new(PickleOpcode.FrozenSet, "FROZENSET", OpcodeArgument.None, 4, "Push a frozenset of all above the topmost mark."),
        new(PickleOpcode.NewObjEx, "NEWOBJ_EX", OpcodeArgument.None, 4, "Replace a class, its argument tuple and a dict of keyword arguments by a new object."),
        new(PickleOpcode.StackGlobal, "STACK_GLOBAL", OpcodeArgument.None, 4, "Replace two strings, module and name, by the global they name."),
        new(PickleOpcode.Memoize, "MEMOIZE", OpcodeArgument.None, 4, "Store the topmost value in the next free slot of the memo."),
        new(PickleOpcode.Frame, "FRAME", OpcodeArgument.UInt64, 4, "Start a frame: so many bytes that can be read in one go."),
        new(PickleOpcode.ByteArray8, "BYTEARRAY8", OpcodeArgument.Counted64, 5, "Push a bytearray, its length in eight bytes."),
        new(PickleOpcode.NextBuffer, "NEXT_BUFFER", OpcodeArgument.None, 5, "Push the next buffer that travels outside the pickle."),
        new(PickleOpcode.ReadOnlyBuffer, "READONLY_BUFFER", OpcodeArgument.None, 5, "Make the topmost buffer read-only."),
    ];

    static readonly OpcodeInfo?[] ByCode = Index();

    /// <summary>The highest protocol that is read and written.</summary>
    public const int HighestProtocol = 5;

    /// <summary>All opcodes, by ascending code.</summary>
    public static IReadOnlyList<OpcodeInfo> All => Table;

    /// <summary>The row of a byte, or null when no opcode has it.</summary>
    /// <param name="code">The opcode's byte.</param>
    public static OpcodeInfo? Find(byte code) => ByCode[code];

    /// <summary>The name of an opcode, as CPython spells it.</summary>
    /// <param name="opcode">The opcode.</param>
    public static string Name(PickleOpcode opcode) => ByCode[(byte)opcode]?.Name ?? "?";

    static OpcodeInfo?[] Index()
    {
        OpcodeInfo?[] index = new OpcodeInfo?[256];
        foreach (OpcodeInfo row in Table)
            index[(byte)row.Code] = row;
        return index;
    }
}
