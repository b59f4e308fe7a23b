namespace PtFormat.Formats.Export;

/// <summary>
/// Expressions of sizes. PyTorch 2.6 writes them as people do (<c>2*s0</c>), newer versions as calls that would build them, of which
/// symbols and numbers are made short here: <c>Mul(Integer(2), Symbol('s77', positive=True, integer=True))</c> is <c>Mul(2, s77)</c>.
/// </summary>
static class SymbolText
{
    const string Symbol = "Symbol('", Integer = "Integer(";

    public static string Of(string expression)
    {
        if (!expression.Contains(Symbol, StringComparison.Ordinal) && !expression.Contains(Integer, StringComparison.Ordinal))
            return expression;
        System.Text.StringBuilder text = new();
        for (int at = 0; at < expression.Length;)
        {
            ReadOnlySpan<char> rest = expression.AsSpan(at);
            int end = rest.IndexOf(')');
            if (end > 0 && rest.StartsWith(Symbol) && rest[Symbol.Length..end].IndexOf('\'') is > 0 and var quote)
                text.Append(rest.Slice(Symbol.Length, quote));
            else if (end > 0 && rest.StartsWith(Integer))
                text.Append(rest[Integer.Length..end]);
            else
            {
                text.Append(rest[0]);
                at++;
                continue;
            }
            at += end + 1;
        }
        return text.ToString();
    }
}
