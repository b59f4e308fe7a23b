using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>One place where a file names a Python object.</summary>
/// <param name="Record">The record that names it; null where it stands in the file itself. A file inside a file is joined with <c> » </c>.</param>
/// <param name="ByteOffset">Where the opcode lies, as error messages count: from the start of the record, in formats without records from the start of the file.</param>
/// <param name="FileOffset">The same from the start of the file; null where it is compressed or lies in bytes that a pickle holds.</param>
/// <param name="Opcode">The opcode that names it.</param>
/// <param name="Module">The module under its Python 3 name.</param>
/// <param name="Name">The name inside the module, dotted for nested ones.</param>
/// <param name="Rating">What it is to whoever unpickles the file in Python.</param>
public sealed record ScannedGlobal(string? Record, long ByteOffset, long? FileOffset, PickleOpcode Opcode, string Module, string Name, GlobalRating Rating)
{
    /// <summary>Module and name, joined by a dot.</summary>
    public string DottedName => $"{Module}.{Name}";
}
