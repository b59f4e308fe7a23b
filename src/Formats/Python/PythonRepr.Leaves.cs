using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using PtFormat.Formats.Numpy;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Python;

/// <content>The repr of whole values.</content>
static partial class PythonRepr
{
    const int MaxTextChars = 1000;

    // Decimal digits of an integer take quadratic time: beyond this many bits it is printed in hexadecimal.
    const int MaxDecimalBits = 64 * 1024;

    /// <summary>A value as listings show it: short whatever its size.</summary>
    public static string OfLeaf(object? value) => value switch
    {
        string text when text.Length > MaxTextChars && CodePoints(text) is > MaxTextChars and var count => string.Create(CultureInfo.InvariantCulture, $"{count}, {Digest(new PyString(text).Utf8.Span)}"),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        PythonName { TypeName: null } name => name.ToString(),
        NumpyScalar { Value: byte[] bytes, DType.Kind: 'S' } => Convert.ToHexStringLower(bytes),
        NumpyScalar scalar => Of(scalar.Value),
        NumpyArray array => $"{array.DType}, {array.Shape}, {(array.IsFortran ? 'F' : 'C')}, {Digest(array.Bytes.Span)}",
        NumpyDType dtype => dtype.ToString(),
        TorchStorage storage => string.Create(CultureInfo.InvariantCulture, $"{storage.DTypeName ?? "untyped"}, {storage.Storage.ByteLength}, {Digest(storage.Storage)}"),
        TorchGenerator generator => string.Create(CultureInfo.InvariantCulture, $"{DeviceText(generator.Device)}, {generator.Seed}, {Digest(generator.State.Storage)}"),
        _ => Of(value),
    };

    /// <summary><c>ValueError('wrong', 1)</c></summary>
    public static string OfException(PythonObject exception)
    {
        string arguments = exception.TryGet("__args__", out object? found) && found is PythonObject tuple ? string.Join(", ", tuple.Items.Select(Of)) : "";
        return $"{exception.TypeName}({arguments})";
    }

    /// <summary>Python's repr of a C# value.</summary>
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.GetBitLength() <= MaxDecimalBits ? number.ToString(CultureInfo.InvariantCulture) : Hex(number),
        double number => Of(number),
        Complex number => Of(number),
        string text => Of(text),
        byte[] bytes => Bytes(bytes),
        object?[] items => items.Length == 1 ? $"({Of(items[0])},)" : $"({string.Join(", ", items.Select(Of))})",
        PythonSet { Written: PythonSet.MaxWritten } set => string.Create(CultureInfo.InvariantCulture, $"<{(set.IsFrozen ? "frozenset" : "set")} of {set.Count}>"),
        PythonSet set => $"{{{string.Join(", ", set.Select(Of).Order(CodePointOrder.Instance))}}}",
        PythonRange range => range.Step.IsOne
            ? string.Create(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop})")
            : string.Create(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop}, {range.Step})"),
        PythonSlice slice => $"slice({Of(slice.Start)}, {Of(slice.Stop)}, {Of(slice.Step)})",
        DateOnly date => string.Create(CultureInfo.InvariantCulture, $"datetime.date({date.Year}, {date.Month}, {date.Day})"),
        TimeOnly time => $"datetime.time({Clock(time)})",
        PythonTime time => $"datetime.time({Clock(time.Value)}{Fold(time.IsSecond)}{In(time.Zone)})",
        DateTime time => $"datetime.datetime({Calendar(time)})",
        DateTimeOffset time => $"datetime.datetime({Calendar(time.DateTime)}{In(new(time.Offset, null))})",
        PythonDateTime time => $"datetime.datetime({Calendar(time.Value)}{Fold(time.IsSecond)}{In(time.Zone)})",
        TimeSpan span => Span(span),
        PythonTimeZone zone => Zone(zone),
        PythonDecimal number => $"Decimal('{number.Text}')",
        PythonFraction fraction => string.Create(CultureInfo.InvariantCulture, $"Fraction({fraction.Numerator}, {fraction.Denominator})"),
        Guid id => $"UUID('{id}')",
        PythonPurePath path => $"{(path.IsWindows ? "PureWindowsPath" : "PurePosixPath")}({Of(path.Text)})",
        PythonName name => name.ToString(),
        DType dtype => $"torch.{dtype.Name()}",
        TorchDevice device => device.Index is { } index
            ? string.Create(CultureInfo.InvariantCulture, $"device(type={Of(device.Type)}, index={index})")
            : $"device(type={Of(device.Type)})",
        NumpyDType dtype => $"dtype({Of(dtype.ToString())})",
        NumpyScalar scalar => Of(scalar.Value),
        PythonObject made => $"<{made.TypeName}>",
        PickleValue node => OfKey(node),
        _ => $"<{value.GetType().Name}>",
    };

    /// <summary><c>(1+2j)</c>, <c>2j</c>, <c>(-0-1j)</c>: Python leaves out a real part of +0.</summary>
    static string Of(Complex value)
    {
        string imaginary = Part(value.Imaginary);
        if (value.Real == 0 && !double.IsNegative(value.Real))
            return imaginary + "j";
        string sign = imaginary.StartsWith('-') ? "" : "+";
        return $"({Part(value.Real)}{sign}{imaginary}j)";

        static string Part(double value)
        {
            string text = Of(value);
            return text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        }
    }

    static string Bytes(byte[] value)
    {
        StringBuilder text = new();
        Append(text, value.AsSpan());
        return text.ToString();
    }

    static string Clock(TimeOnly time)
    {
        int microseconds = (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Hour}, {time.Minute}{(time.Second == 0 && microseconds == 0 ? "" : $", {time.Second}")}{(microseconds == 0 ? "" : $", {microseconds}")}");
    }

    static string Calendar(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"{time.Year}, {time.Month}, {time.Day}, {Clock(TimeOnly.FromDateTime(time))}");

    static string Fold(bool isSecond) => isSecond ? ", fold=1" : "";

    static string In(PythonTimeZone? zone) => zone is null ? "" : $", tzinfo={Zone(zone)}";

    static string Zone(PythonTimeZone zone) => zone is { Name: null, Offset.Ticks: 0 }
        ? "datetime.timezone.utc"
        : $"datetime.timezone({Span(zone.Offset)}{(zone.Name is null ? "" : $", {Of(zone.Name)}")})";

    // Only days can be negative, and what is zero is left out.
    static string Span(TimeSpan span)
    {
        (long days, long rest) = (span.Ticks / TimeSpan.TicksPerDay, span.Ticks % TimeSpan.TicksPerDay);
        if (rest < 0)
            (days, rest) = (days - 1, rest + TimeSpan.TicksPerDay);
        List<string> parts = [];
        (long seconds, long microseconds) = (rest / TimeSpan.TicksPerSecond, rest % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        if (days != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"days={days}"));
        if (seconds != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"seconds={seconds}"));
        if (microseconds != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"microseconds={microseconds}"));
        return $"datetime.timedelta({(parts.Count == 0 ? "0" : string.Join(", ", parts))})";
    }

    static string DeviceText(TorchDevice device) => device.Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"{device.Type}:{index}") : device.Type;

    static int CodePoints(string text)
    {
        int count = text.Length;
        for (int i = 0; i + 1 < text.Length; i++)
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
            {
                count--;
                i++;
            }
        return count;
    }

    static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static string Digest(Storage storage)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[(int)Math.Min(1 << 20, storage.ByteLength)];
        for (long done = 0; done < storage.ByteLength; done += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, storage.ByteLength - done));
            storage.Read(done, part);
            hash.AppendData(part);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Python sorts text by code points, which is the order of its UTF-32, not of UTF-16.</summary>
    sealed class CodePointOrder : IComparer<string>
    {
        public static CodePointOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            for (int i = 0; i < x!.Length && i < y!.Length; i++)
                if (x[i] != y[i])
                    return (char.IsSurrogate(x[i]), char.IsSurrogate(y[i])) switch
                    {
                        (true, false) => 1,
                        (false, true) => -1,
                        _ => x[i].CompareTo(y[i]),
                    };
            return x.Length.CompareTo(y!.Length);
        }
    }
}
