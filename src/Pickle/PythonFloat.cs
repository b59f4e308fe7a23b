using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>Floats as Python writes and reads them in text.</summary>
static class PythonFloat
{
    /// <summary>Python's repr: the shortest digits that give the same double back; exponents below -4 and from 16 on are written as such.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        // R gives the shortest digits but lays them out differently; only its digits are of use.
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        int mantissaEnd = shortest.IndexOf('E', StringComparison.Ordinal);
        string digits = new([.. (mantissaEnd < 0 ? shortest : shortest[..mantissaEnd]).Where(char.IsAsciiDigit)]);
        digits = digits.TrimStart('0').TrimEnd('0');
        if (digits.Length == 0)
            digits = "0";
        int exponent = value == 0 ? 0 : ShortestExponent(shortest, mantissaEnd);
        StringBuilder result = new();
        if (text[0] == '-')
            result.Append('-');
        if (exponent is < -4 or >= 16)
        {
            result.Append(digits[0]);
            if (digits.Length > 1)
                result.Append('.').Append(digits.AsSpan(1));
            result.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
        }
        else if (exponent < 0)
            result.Append("0.").Append('0', -exponent - 1).Append(digits);
        else if (digits.Length <= exponent + 1)
            result.Append(digits).Append('0', exponent + 1 - digits.Length).Append(".0");
        else
            result.Append(digits.AsSpan(0, exponent + 1)).Append('.').Append(digits.AsSpan(exponent + 1));
        return result.ToString();
    }

    /// <summary>Reads a line of text: digits with point and exponent, or inf and nan. No blanks, no underscores, no culture.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        ReadOnlySpan<byte> unsigned = text.Length > 0 && text[0] == '-' ? text[1..] : text;
        value = 0;
        if (unsigned.SequenceEqual("inf"u8))
            value = double.PositiveInfinity;
        else if (unsigned.SequenceEqual("nan"u8))
            value = double.NaN;
        else if (!IsDecimal(unsigned) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return false;
        else
            return true;
        if (unsigned.Length < text.Length && !double.IsNaN(value))
            value = -value;
        return true;
    }

    // The decimal exponent of the first digit that is not 0.
    static int ShortestExponent(string shortest, int mantissaEnd)
    {
        string mantissa = (mantissaEnd < 0 ? shortest : shortest[..mantissaEnd]).TrimStart('-');
        int written = mantissaEnd < 0 ? 0 : int.Parse(shortest.AsSpan(mantissaEnd + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            point = mantissa.Length;
        int first = mantissa.AsSpan().IndexOfAnyInRange('1', '9');
        return written + (first < point ? point - 1 - first : point - first);
    }

    static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        int digits = Digits(ref text);
        if (text.Length > 0 && text[0] == '.')
        {
            text = text[1..];
            digits += Digits(ref text);
        }
        if (digits == 0)
            return false;
        if (text.Length == 0)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        if (text.Length > 0 && text[0] is (byte)'+' or (byte)'-')
            text = text[1..];
        return Digits(ref text) > 0 && text.Length == 0;
    }

    static int Digits(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        int count = end < 0 ? text.Length : end;
        text = text[count..];
        return count;
    }
}
