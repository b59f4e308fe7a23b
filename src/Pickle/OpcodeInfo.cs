namespace PtFormat.Pickle;

/// <summary>One row of the opcode table.</summary>
/// <param name="Code">The opcode.</param>
/// <param name="Name">Its name, as CPython spells it.</param>
/// <param name="Argument">What follows its byte.</param>
/// <param name="Protocol">The protocol that introduced it.</param>
/// <param name="Doc">What it does, in one line.</param>
public sealed record OpcodeInfo(PickleOpcode Code, string Name, OpcodeArgument Argument, int Protocol, string Doc)
{
    /// <summary>The argument's length in bytes where it is always the same, else -1.</summary>
    internal int ArgumentBytes { get; } = Argument switch
    {
        OpcodeArgument.None => 0,
        OpcodeArgument.UInt8 => 1,
        OpcodeArgument.UInt16 => 2,
        OpcodeArgument.Int32 or OpcodeArgument.UInt32 => 4,
        OpcodeArgument.UInt64 or OpcodeArgument.Float64 => 8,
        _ => -1,
    };
}
