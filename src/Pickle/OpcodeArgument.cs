namespace PtFormat.Pickle;

/// <summary>What follows an opcode's byte.</summary>
public enum OpcodeArgument : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One byte, unsigned.</summary>
    UInt8,

    /// <summary>Two bytes, unsigned, little-endian.</summary>
    UInt16,

    /// <summary>Four bytes, signed, little-endian.</summary>
    Int32,

    /// <summary>Four bytes, unsigned, little-endian.</summary>
    UInt32,

    /// <summary>Eight bytes, unsigned, little-endian.</summary>
    UInt64,

    /// <summary>Eight bytes, an IEEE double, big-endian.</summary>
    Float64,

    /// <summary>A line of text up to a line feed.</summary>
    Line,

    /// <summary>A line of any length that holds a string.</summary>
    StringLine,

    /// <summary>Two lines of text: module and name.</summary>
    TwoLines,

    /// <summary>Bytes, their count before them in one unsigned byte.</summary>
    Counted8,

    /// <summary>Bytes, their count before them in four bytes, unsigned.</summary>
    Counted32,

    /// <summary>Bytes, their count before them in four bytes, signed: a negative one is an error.</summary>
    CountedSigned32,

    /// <summary>Bytes, their count before them in eight bytes, unsigned.</summary>
    Counted64,
}
