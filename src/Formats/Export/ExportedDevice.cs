using System.Globalization;

namespace PtFormat.Formats.Export;

/// <summary>A device as an exported graph names it.</summary>
/// <param name="Type"><c>cpu</c>, <c>cuda</c>, …</param>
/// <param name="Index">Which of several; null for the current one.</param>
public sealed record ExportedDevice(string Type, long? Index)
{
    /// <summary><c>cuda:0</c></summary>
    public override string ToString() => Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"{Type}:{index}") : Type;
}
