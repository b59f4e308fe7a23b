using System.Text;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleReaderTests
{
    [Test]
    public void OpcodesComeWithOffsetAndArgument()
    {
        PickleReader reader = new(Encoding.Latin1.GetBytes("\u0080\u0002cmod\nname\nX\u0002\0\0\0hi."));
        List<string> seen = [];
        while (reader.Read())
            seen.Add($"{reader.Offset} {reader.Opcode} {PtFormatException.Quote(Encoding.Latin1.GetString(reader.Argument))}");
        Assert.That(seen, Is.EqualTo([@"0 Proto '\x02'", @"2 Global 'mod\nname'", "12 BinUnicode 'hi'", "19 Stop ''"]));
        Assert.That(reader.Read(), Is.False);
    }
}
