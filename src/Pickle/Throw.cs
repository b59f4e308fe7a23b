using System.Diagnostics.CodeAnalysis;

namespace PtFormat.Pickle;

/// <summary>The errors of this room that more than one place reports.</summary>
static class Throw
{
    [DoesNotReturn]
    public static void Limit(string limit, long value, string offender, long offset, string? record = null, string? opcode = null) =>
        throw new PtFormatException(PtErrorKind.LimitExceeded,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{offender}; {nameof(LoadLimits)}.{limit} is {value}"), offset, record, opcode);

    [DoesNotReturn]
    public static void Unhashable(PickleValue key) =>
        throw new PtFormatException(PtErrorKind.Malformed, $"a {key.Kind.PythonName()} cannot be a key of a dict or a member of a set, because it can change");
}
