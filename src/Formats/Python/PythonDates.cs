using System.Buffers.Binary;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>The classes of Python's <c>datetime</c>, which pickle themselves as bytes.</summary>
static class PythonDates
{
    // Python's fold is the high bit of the month, or of a time's hour.
    const byte Fold = 0x80;

    const int DateBytes = 4, TimeBytes = 6, DateTimeBytes = 10;

    // DateTimeOffset's own bounds.
    static readonly TimeSpan FarthestOffset = TimeSpan.FromHours(14);

    /// <summary>The value of a call, or null where it is malformed or out of .NET's range.</summary>
    public static object? Read(string className, IReadOnlyList<PickleValue> arguments)
    {
        if (className is "timedelta")
            return arguments is [PyInt days, PyInt seconds, PyInt microseconds] ? Span(days, seconds, microseconds) : null;
        if (className is "timezone")
            return Zone(arguments);
        byte[]? bytes = arguments.Count > 0 ? PythonBytes.Of(arguments[0]) ?? (arguments[0] is PyString text ? PythonBytes.FromLatin1(text) : null) : null;
        PythonTimeZone? zone = null;
        if (bytes is null || arguments.Count > 2 || arguments.Count == 2 && (zone = ZoneOf(arguments[1])) is null)
            return null;
        try
        {
            return (className, bytes.Length) switch
            {
                ("date", DateBytes) when zone is null => new DateOnly(Year(bytes), bytes[2], bytes[3]),
                ("time", TimeBytes) => Time((bytes[0] & Fold) != 0, TimeOf(bytes, (byte)(bytes[0] & ~Fold)), zone),
                ("datetime", DateTimeBytes) => DateAndTime((bytes[2] & Fold) != 0,
                    new DateOnly(Year(bytes), bytes[2] & ~Fold, bytes[3]).ToDateTime(TimeOf(bytes.AsSpan(4), bytes[4])), zone),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // No such day: Python refuses it, too.
            return null;
        }
    }

    static int Year(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    static TimeOnly TimeOf(ReadOnlySpan<byte> bytes, byte hour)
    {
        int microseconds = bytes[3] << 16 | bytes[4] << 8 | bytes[5];
        return new TimeOnly(hour, bytes[1], bytes[2], microseconds / 1000, microseconds % 1000);
    }

    static object Time(bool isSecond, TimeOnly time, PythonTimeZone? zone) => isSecond || zone is not null ? new PythonTime(time, isSecond, zone) : time;

    static object DateAndTime(bool isSecond, DateTime time, PythonTimeZone? zone)
    {
        if (!isSecond && zone is null)
            return time;
        bool fits = !isSecond && zone is { Name: null } && zone.Offset.Duration() <= FarthestOffset && zone.Offset.Ticks % TimeSpan.TicksPerMinute == 0
            && time.Ticks - zone.Offset.Ticks >= 0 && time.Ticks - zone.Offset.Ticks <= DateTime.MaxValue.Ticks;
        return fits ? new DateTimeOffset(time, zone!.Offset) : new PythonDateTime(time, isSecond, zone);
    }

    static TimeSpan? Span(PyInt days, PyInt seconds, PyInt microseconds)
    {
        if (!days.TryGetInt64(out long d) || !seconds.TryGetInt64(out long s) || !microseconds.TryGetInt64(out long us))
            return null;
        Int128 ticks = (Int128)d * TimeSpan.TicksPerDay + (Int128)s * TimeSpan.TicksPerSecond + (Int128)us * TimeSpan.TicksPerMicrosecond;
        return ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
    }

    static PythonTimeZone? ZoneOf(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce, Effects.Count: 0 } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
        && (module, name) == ("datetime", "timezone") ? Zone(call.Arguments.Items) : null;

    static PythonTimeZone? Zone(IReadOnlyList<PickleValue> arguments)
    {
        if (arguments.Count is not (1 or 2) || arguments[0] is not PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [PyInt days, PyInt seconds, PyInt microseconds] } offset
            || !PyGlobal.TryName(offset.Callable, out string? module, out string? name) || (module, name) != ("datetime", "timedelta")
            || Span(days, seconds, microseconds) is not { } span)
            return null;
        string? zoneName = arguments.Count == 2 ? PythonStrings.Of(arguments[1]) : null;
        return arguments.Count == 2 && zoneName is null ? null : new(span, zoneName);
    }
}
