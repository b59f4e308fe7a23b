using System.Globalization;

namespace PtFormat.Formats.Export;

/// <summary>A size, stride or offset in an exported graph: a number, or an expression of symbols.</summary>
public sealed record ExportedSize
{
    /// <summary>A number.</summary>
    public ExportedSize(long value) => Value = value;

    /// <summary>An expression.</summary>
    /// <param name="expression">In the words of the file's version: <c>s0</c>, <c>2*s0</c>, <c>Mul(Integer(2), s77)</c>.</param>
    /// <param name="hint">The value that it had for the example inputs.</param>
    public ExportedSize(string expression, long? hint)
    {
        (Expression, Hint) = (expression, hint);
        if (SymbolParser.TryParse(expression, out ExportedExpression? parsed))
            Parsed = parsed;
    }

    /// <summary>The number; null for an expression.</summary>
    public long? Value { get; }

    /// <summary>The expression; null for a number.</summary>
    public string? Expression { get; }

    /// <summary>The expression in its typed form; null for a number, and for what has none.</summary>
    public ExportedExpression? Parsed { get; }

    /// <summary>What the expression was for the example inputs, where the file says.</summary>
    public long? Hint { get; }

    /// <summary>Number or expression, as Python writes it.</summary>
    public override string ToString() => Value is { } value ? value.ToString(CultureInfo.InvariantCulture) : Parsed?.ToString() ?? Expression!;
}
