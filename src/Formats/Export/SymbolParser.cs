using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PtFormat.Formats.Export;

/// <summary>
/// Expressions of sizes to their typed form: as calls (<c>Mul(2, s77)</c>), which is how PyTorch writes them now, or as people do
/// (<c>2*s0 + 1</c>), which is how it wrote and shows them. What is neither has no typed form.
/// </summary>
ref struct SymbolParser
{
    // Real ones are a few calls deep, with a few operators. What is walked by recursion has to end.
    const int MaxDepth = 64, MaxOperators = 256;

    const int SumLevel = 1, ProductLevel = 2, SignLevel = 3, PowerLevel = 4;

    readonly ReadOnlySpan<char> _text;
    int _at;
    int _depth;
    int _operators;

    SymbolParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The typed form; false where the text has none.</summary>
    /// <param name="text">As <see cref="SymbolText"/> makes it: symbols and numbers without their calls.</param>
    /// <param name="expression">The expression.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out ExportedExpression? expression)
    {
        SymbolParser parser = new(text);
        expression = parser.Operators(0);
        return expression is not null && parser.Peek() == '\0' && parser._at == text.Length;
    }

    // Precedence climbing: what binds as tightly as a level or tighter.
    ExportedExpression? Operators(int level)
    {
        if (_depth == MaxDepth)
            return null;
        _depth++;
        ExportedExpression? left = Peek() == '-' ? Negative() : Primary();
        while (left is not null && Operator() is var (name, own, length) && own >= level && own > 0)
        {
            if (_operators++ == MaxOperators)
                return null;
            _at += length;
            // A power binds to the right, all else to the left.
            ExportedExpression? right = Operators(own == PowerLevel ? own : own + 1);
            left = right is null ? null : Joined(name, left, right);
        }
        _depth--;
        return left;
    }

    ExportedExpression? Negative()
    {
        _at++;
        return Operators(SignLevel) switch
        {
            null => null,
            ExportedExpression.Number { Value: not long.MinValue and var value } => new ExportedExpression.Number(-value),
            var negated => Joined("Mul", new ExportedExpression.Number(-1), negated),
        };
    }

    ExportedExpression? Primary()
    {
        char first = Peek();
        if (first == '(')
        {
            _at++;
            ExportedExpression? inner = Operators(0);
            return inner is not null && Take(')') ? inner : null;
        }
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.'))
            _at++;
        ReadOnlySpan<char> word = _text[start.._at];
        if (word.Length == 0)
            return null;
        if (char.IsAsciiDigit(first))
            return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? new ExportedExpression.Number(number) : null;
        return Peek() == '(' ? Call(word.ToString()) : new ExportedExpression.Symbol(word.ToString());
    }

    ExportedExpression.Call? Call(string function)
    {
        _at++;
        List<ExportedExpression> arguments = [];
        if (Take(')'))
            return new ExportedExpression.Call(function, arguments);
        do
        {
            if (Operators(0) is not { } argument)
                return null;
            arguments.Add(argument);
        }
        while (Take(','));
        return Take(')') ? new ExportedExpression.Call(function, arguments) : null;
    }

    // What stands next, its level and its length; level 0 for no operator.
    (string Name, int Level, int Length) Operator() => (Peek(), _at + 1 < _text.Length ? _text[_at + 1] : '\0') switch
    {
        ('*', '*') => ("Pow", PowerLevel, 2),
        ('/', '/') => ("FloorDiv", ProductLevel, 2),
        ('*', _) => ("Mul", ProductLevel, 1),
        ('%', _) => ("Mod", ProductLevel, 1),
        ('+', _) => ("Add", SumLevel, 1),
        ('-', _) => ("Sub", SumLevel, 1),
        _ => ("", 0, 0),
    };

    // Sums and products of several are one call, a difference is the sum with the negative: as the calls have it.
    static ExportedExpression.Call Joined(string name, ExportedExpression left, ExportedExpression right)
    {
        if (name == "Sub")
            return Joined("Add", left, right is ExportedExpression.Number { Value: not long.MinValue and var value } ? new ExportedExpression.Number(-value) : Joined("Mul", new ExportedExpression.Number(-1), right));
        return name is "Add" or "Mul" && left is ExportedExpression.Call call && call.Function == name
            ? call with { Arguments = [.. call.Arguments, right] }
            : new(name, [left, right]);
    }

    bool Take(char symbol)
    {
        if (Peek() != symbol)
            return false;
        _at++;
        return true;
    }

    // The next character that is no blank; '\0' at the end.
    char Peek()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }
}
