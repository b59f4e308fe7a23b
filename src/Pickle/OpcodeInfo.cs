namespace PtFormat.Pickle;

/// <summary>One row of the opcode table.</summary>
/// <param name="Code">The opcode.</param>
/// <param name="Name">Its name, as CPython spells it.</param>
/// <param name="Argument">What follows its byte.</param>
/// <param name="Protocol">The protocol that introduced it.</param>
/// <param name="Doc">What it does, in one line.</param>
public sealed record OpcodeInfo(PickleOpcode Code, string Name, OpcodeArgument Argument, int Protocol, string Doc);
