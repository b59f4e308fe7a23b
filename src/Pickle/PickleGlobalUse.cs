namespace PtFormat.Pickle;

/// <summary>One place where a pickle names a Python object.</summary>
/// <param name="Module">The module under its Python 3 name.</param>
/// <param name="Name">The name inside the module, dotted for nested ones.</param>
/// <param name="ByteOffset">Where the opcode lies, in bytes from the start of the pickle.</param>
/// <param name="Opcode">The opcode that names it.</param>
/// <param name="Verdict">What the policy said.</param>
public readonly record struct PickleGlobalUse(string Module, string Name, long ByteOffset, PickleOpcode Opcode, GlobalVerdict Verdict);
