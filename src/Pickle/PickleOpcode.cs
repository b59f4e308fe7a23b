namespace PtFormat.Pickle;

/// <summary>The opcodes of the pickle machine, protocols 0 to 5. <see cref="Opcodes"/> describes them.</summary>
public enum PickleOpcode : byte
{
    /// <summary>Push a mark.</summary>
    Mark = 0x28,

    /// <summary>Push the empty tuple.</summary>
    EmptyTuple = 0x29,

    /// <summary>End: the value on top of the stack is the result.</summary>
    Stop = 0x2E,

    /// <summary>Drop the topmost value, or the topmost mark.</summary>
    Pop = 0x30,

    /// <summary>Drop everything down to the topmost mark.</summary>
    PopMark = 0x31,

    /// <summary>Push the topmost value once more.</summary>
    Dup = 0x32,

    /// <summary>Push bytes.</summary>
    BinBytes = 0x42,

    /// <summary>Push less than 256 bytes.</summary>
    ShortBinBytes = 0x43,

    /// <summary>Push a float written as text.</summary>
    Float = 0x46,

    /// <summary>Push a float of eight bytes.</summary>
    BinFloat = 0x47,

    /// <summary>Push an int written as text; 00 and 01 are bools.</summary>
    Int = 0x49,

    /// <summary>Push an int of four bytes.</summary>
    BinInt = 0x4A,

    /// <summary>Push an int of one byte.</summary>
    BinInt1 = 0x4B,

    /// <summary>Push an int of any size written as text.</summary>
    Long = 0x4C,

    /// <summary>Push an int of two bytes.</summary>
    BinInt2 = 0x4D,

    /// <summary>Push None.</summary>
    None = 0x4E,

    /// <summary>Push the object that has this persistent id, a line of text.</summary>
    PersId = 0x50,

    /// <summary>Replace the topmost value by the object that has it as persistent id.</summary>
    BinPersId = 0x51,

    /// <summary>Replace a callable and its argument tuple by the call.</summary>
    Reduce = 0x52,

    /// <summary>Push a Python 2 string written as a quoted literal.</summary>
    String = 0x53,

    /// <summary>Push a Python 2 string.</summary>
    BinString = 0x54,

    /// <summary>Push a Python 2 string of less than 256 bytes.</summary>
    ShortBinString = 0x55,

    /// <summary>Push a string written with raw Unicode escapes.</summary>
    Unicode = 0x56,

    /// <summary>Push a string of UTF-8.</summary>
    BinUnicode = 0x58,

    /// <summary>Push an empty list.</summary>
    EmptyList = 0x5D,

    /// <summary>Append the topmost value to the list below it.</summary>
    Append = 0x61,

    /// <summary>Give the topmost value as state to the object below it.</summary>
    Build = 0x62,

    /// <summary>Push a global named by two lines of text.</summary>
    Global = 0x63,

    /// <summary>Push a dict of the keys and values above the topmost mark.</summary>
    Dict = 0x64,

    /// <summary>Append all above the topmost mark to the list below it.</summary>
    Appends = 0x65,

    /// <summary>Push a value from the memo, its number in text.</summary>
    Get = 0x67,

    /// <summary>Push a value from the memo.</summary>
    BinGet = 0x68,

    /// <summary>Push an instance of a named class, its arguments above the topmost mark.</summary>
    Inst = 0x69,

    /// <summary>Push a value from the memo, its number in four bytes.</summary>
    LongBinGet = 0x6A,

    /// <summary>Push a list of all above the topmost mark.</summary>
    List = 0x6C,

    /// <summary>Push an instance of the class just above the topmost mark, its arguments above that.</summary>
    Obj = 0x6F,

    /// <summary>Store the topmost value in the memo, its number in text.</summary>
    Put = 0x70,

    /// <summary>Store the topmost value in the memo.</summary>
    BinPut = 0x71,

    /// <summary>Store the topmost value in the memo, its number in four bytes.</summary>
    LongBinPut = 0x72,

    /// <summary>Set the topmost key and value in the dict below them.</summary>
    SetItem = 0x73,

    /// <summary>Push a tuple of all above the topmost mark.</summary>
    Tuple = 0x74,

    /// <summary>Set all keys and values above the topmost mark in the dict below it.</summary>
    SetItems = 0x75,

    /// <summary>Push an empty dict.</summary>
    EmptyDict = 0x7D,

    /// <summary>Announce the protocol.</summary>
    Proto = 0x80,

    /// <summary>Replace a class and its argument tuple by a new object.</summary>
    NewObj = 0x81,

    /// <summary>Push the global registered under a number of one byte.</summary>
    Ext1 = 0x82,

    /// <summary>Push the global registered under a number of two bytes.</summary>
    Ext2 = 0x83,

    /// <summary>Push the global registered under a number of four bytes.</summary>
    Ext4 = 0x84,

    /// <summary>Replace the topmost value by a tuple of it.</summary>
    Tuple1 = 0x85,

    /// <summary>Replace the two topmost values by a tuple of them.</summary>
    Tuple2 = 0x86,

    /// <summary>Replace the three topmost values by a tuple of them.</summary>
    Tuple3 = 0x87,

    /// <summary>Push True.</summary>
    NewTrue = 0x88,

    /// <summary>Push False.</summary>
    NewFalse = 0x89,

    /// <summary>Push an int of less than 256 bytes, little-endian two's complement.</summary>
    Long1 = 0x8A,

    /// <summary>Push an int of any size, little-endian two's complement.</summary>
    Long4 = 0x8B,

    /// <summary>Push a string of less than 256 bytes of UTF-8.</summary>
    ShortBinUnicode = 0x8C,

    /// <summary>Push a string of UTF-8, its length in eight bytes.</summary>
    BinUnicode8 = 0x8D,

    /// <summary>Push bytes, their count in eight bytes.</summary>
    BinBytes8 = 0x8E,

    /// <summary>Push an empty set.</summary>
    EmptySet = 0x8F,

    /// <summary>Add all above the topmost mark to the set below it.</summary>
    AddItems = 0x90,

    /// <summary>Push a frozenset of all above the topmost mark.</summary>
    FrozenSet = 0x91,

    /// <summary>Replace a class, its argument tuple and a dict of keyword arguments by a new object.</summary>
    NewObjEx = 0x92,

    /// <summary>Replace two strings, module and name, by the global they name.</summary>
    StackGlobal = 0x93,

    /// <summary>Store the topmost value in the next free slot of the memo.</summary>
    Memoize = 0x94,

    /// <summary>Start a frame: so many bytes that can be read in one go.</summary>
    Frame = 0x95,

    /// <summary>Push a bytearray, its length in eight bytes.</summary>
    ByteArray8 = 0x96,

    /// <summary>Push the next buffer that travels outside the pickle.</summary>
    NextBuffer = 0x97,

    /// <summary>Make the topmost buffer read-only.</summary>
    ReadOnlyBuffer = 0x98,
}
