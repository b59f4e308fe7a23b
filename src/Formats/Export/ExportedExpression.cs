using System.Globalization;

namespace PtFormat.Formats.Export;

/// <summary>A size that is computed of others: symbols, numbers, and the functions that PyTorch's solver has for them.</summary>
public abstract record ExportedExpression
{
    ExportedExpression()
    {
    }

    /// <summary>As Python writes it: <c>2*s27 + 1</c>, <c>(s77//2)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Its value.</summary>
    /// <param name="symbols">The value of each symbol.</param>
    /// <exception cref="KeyNotFoundException">A symbol has no value.</exception>
    /// <exception cref="NotSupportedException">It has a function that PtFormat does not know.</exception>
    /// <exception cref="OverflowException">It leaves 64 bits.</exception>
    public abstract long Evaluate(IReadOnlyDictionary<string, long> symbols);

    /// <summary>A number.</summary>
    public sealed record Number(long Value) : ExportedExpression
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override long Evaluate(IReadOnlyDictionary<string, long> symbols) => Value;
    }

    /// <summary>A size that each call of the program has anew.</summary>
    /// <param name="Name">Its name: <see cref="ExportedProgram.Ranges"/> bounds it.</param>
    public sealed record Symbol(string Name) : ExportedExpression
    {
        /// <inheritdoc/>
        public override string ToString() => Name;

        /// <inheritdoc/>
        public override long Evaluate(IReadOnlyDictionary<string, long> symbols) =>
            symbols.TryGetValue(Name, out long value) ? value : throw new KeyNotFoundException($"the symbol {Name} has no value");
    }

    /// <summary>A function of other expressions.</summary>
    /// <param name="Function">Its name in the file: <c>Add</c>, <c>Mul</c>, <c>Pow</c>, <c>FloorDiv</c>, <c>Mod</c>, <c>Max</c>, …</param>
    /// <param name="Arguments">What it is given.</param>
    public sealed record Call(string Function, IReadOnlyList<ExportedExpression> Arguments) : ExportedExpression
    {
        /// <inheritdoc/>
        public override string ToString() => (Function, Arguments.ToArray()) switch
        {
            ("Add", [var first, .. var rest]) => first + string.Concat(rest.Select(Term)),
            ("Mul", [Number { Value: -1 }, .. { Length: > 0 } rest]) => $"-{Product(rest)}",
            ("Mul", { Length: > 0 } factors) => Product(factors),
            ("Pow", [var number, var power]) => $"{(number is Call { Function: "Mul" or "Pow" } ? $"({number})" : Factor(number))}**{Divisor(power)}",
            ("FloorDiv", [var number, var divisor]) => $"({Factor(number)}//{Divisor(divisor)})",
            _ => $"{Function}({string.Join(", ", Arguments)})",
        };

        /// <inheritdoc/>
        public override long Evaluate(IReadOnlyDictionary<string, long> symbols)
        {
            long[] values = [.. Arguments.Select(argument => argument.Evaluate(symbols))];
            return (Function, values) switch
            {
                ("Add", _) => values.Aggregate(0L, (sum, value) => checked(sum + value)),
                ("Mul", _) => values.Aggregate(1L, (product, value) => checked(product * value)),
                ("Max", { Length: > 0 }) => values.Max(),
                ("Min", { Length: > 0 }) => values.Min(),
                ("Pow", [var number, >= 0 and <= 63 and var power]) => Enumerable.Repeat(number, (int)power).Aggregate(1L, (product, value) => checked(product * value)),
                ("FloorDiv" or "CleanDiv", [var number, not 0 and var divisor]) => Floor(number, divisor),
                ("CeilDiv", [var number, not 0 and var divisor]) => checked(-Floor(checked(-number), divisor)),
                ("Mod" or "PythonMod", [var number, not 0 and var divisor]) => checked(number - divisor * Floor(number, divisor)),
                _ => throw new NotSupportedException($"{this} of {string.Join(", ", values)} has no value here"),
            };
        }

        /// <summary>The same function of equal arguments.</summary>
        public bool Equals(Call? other) => other is not null && Function == other.Function && Arguments.SequenceEqual(other.Arguments);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Function, Arguments.Count);

        // Python's quotient: the next whole number below.
        static long Floor(long number, long divisor)
        {
            long quotient = checked(number / divisor);
            return number % divisor != 0 && (number < 0) != (divisor < 0) ? quotient - 1 : quotient;
        }

        static string Term(ExportedExpression term) => term switch
        {
            Number { Value: < 0 and > long.MinValue and var value } => $" - {-value}",
            Call { Function: "Mul", Arguments: [Number { Value: -1 }, _, ..] } => $" - {term.ToString()[1..]}",
            _ => $" + {term}",
        };

        static string Divisor(ExportedExpression expression) => expression is Call { Function: "Mul" } ? $"({expression})" : Factor(expression);

        static string Product(ExportedExpression[] factors) => string.Join('*', factors.Select(Factor));

        // Sums in a product stand in brackets.
        static string Factor(ExportedExpression expression) => expression is Call { Function: "Add" } or Number { Value: < 0 } ? $"({expression})" : expression.ToString();
    }
}
