using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Export;

namespace PtFormat.Tests.Formats.Export;

/// <summary>Expressions of sizes in their typed form.</summary>
sealed class SymbolParserTests
{
    static readonly Dictionary<string, long> Symbols = new() { ["a"] = 7, ["b"] = -3, ["s_1"] = 4 };

    [TestCase("a", "a", 7)]
    [TestCase("12", "12", 12)]
    [TestCase("-a", "-a", -7)]
    [TestCase("Add(Mul(2, a), 1)", "2*a + 1", 15)]
    [TestCase("2*a + 1", "2*a + 1", 15)]
    [TestCase("a - 1 - b", "a - 1 - b", 9)]
    [TestCase("(a*b)**2 // (2*s_1)", "((a*b)**2//(2*s_1))", 55)]
    [TestCase("Mul(a, Add(a, -1))", "a*(a - 1)", 42)]
    [TestCase("a*(a - 1)", "a*(a - 1)", 42)]
    [TestCase("Pow(s_1, 3)", "s_1**3", 64)]
    [TestCase("2**s_1**2", "2**s_1**2", 65536)]
    [TestCase("-s_1**2", "-s_1**2", -16)]
    [TestCase("FloorDiv(b, 2)", "(b//2)", -2)]
    [TestCase("(a//2)", "(a//2)", 3)]
    [TestCase("CeilDiv(a, 2)", "CeilDiv(a, 2)", 4)]
    [TestCase("Mod(b, 5)", "Mod(b, 5)", 2)]
    [TestCase("b % 5", "Mod(b, 5)", 2)]
    [TestCase("Max(1, a, Min(b, 2))", "Max(1, a, Min(b, 2))", 7)]
    public void ItIsPythonsExpression(string text, string shown, long value)
    {
        Assert.That(SymbolParser.TryParse(text, out ExportedExpression? parsed), Is.True);
        Assert.That(parsed!.ToString(), Is.EqualTo(shown));
        Assert.That(parsed.Evaluate(Symbols), Is.EqualTo(value));
    }

    [TestCase("")]
    [TestCase("a +")]
    [TestCase("(a")]
    [TestCase("a)")]
    [TestCase("Mul(a")]
    [TestCase("Mul(a b)")]
    [TestCase("1.5*a")]
    [TestCase("99999999999999999999")]
    [TestCase("a < b")]
    [TestCase("é")]
    public void WhatIsNoneHasNoTypedForm(string text)
    {
        Assert.That(SymbolParser.TryParse(text, out _), Is.False);
        Assert.That(new ExportedSize(text, 3).Parsed, Is.Null);
        Assert.That(new ExportedSize(text, null).ToString(), Is.EqualTo(text), "the text is kept");
    }

    [Test]
    public void DepthAndLengthEnd()
    {
        const int many = 100_000;
        foreach (string text in (string[])[new string('(', many) + "a" + new string(')', many), new string('-', many) + "a", "a" + string.Concat(Enumerable.Repeat("//a", many)), string.Concat(Enumerable.Repeat("a**", many)) + "a", string.Concat(Enumerable.Repeat("f(", many))])
        {
            bool isParsed = true;
            Thread thread = new(() => isParsed = SymbolParser.TryParse(text, out _), 256 * 1024);
            thread.Start();
            thread.Join();
            Assert.That(isParsed, Is.False, text[..8]);
        }
    }

    [Test]
    public void WhatHasNoValueSaysWhy()
    {
        Assert.That(() => Parsed("c + 1").Evaluate(Symbols), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("c has no value"));
        Assert.That(() => Parsed("Where(a, b)").Evaluate(Symbols), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Where(a, b)"));
        Assert.That(() => Parsed("a//0").Evaluate(Symbols), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => Parsed("a**60").Evaluate(Symbols), Throws.TypeOf<OverflowException>());
    }

    // PyTorch says what each was for the example inputs: of symbols, and of what is computed of them.
    [Test]
    public void EveryHintIsItsValue([Values("2.6", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(Repository.Path("fixtures", "exported", version, "shapes.pt2"));
        ExportedGraph graph = file.Programs.Single().Graph;
        ExportedSize[] sizes = [.. graph.Tensors.Values.SelectMany(tensor => tensor.Sizes.Concat(tensor.Strides)).Concat(graph.Integers.Values).Where(size => size.Expression is not null)];
        Dictionary<string, long> symbols = sizes.Where(size => size.Parsed is ExportedExpression.Symbol && size.Hint is not null).DistinctBy(size => size.Expression).ToDictionary(size => size.Expression!, size => size.Hint!.Value);
        Assert.That(symbols.Values, Is.EquivalentTo(new[] { 7, 5 }));
        Assert.That(sizes.Count(size => size.Parsed is ExportedExpression.Call && size.Hint is not null), Is.GreaterThan(8));
        foreach (ExportedSize size in sizes.Where(size => size.Hint is not null))
            Assert.That(size.Parsed!.Evaluate(symbols), Is.EqualTo(size.Hint), size.Expression);
    }

    static ExportedExpression Parsed(string text) => SymbolParser.TryParse(text, out ExportedExpression? parsed) ? parsed : throw new ArgumentException(text);
}
