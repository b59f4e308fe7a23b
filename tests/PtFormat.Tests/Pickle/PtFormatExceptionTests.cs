using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PtFormatExceptionTests
{
    [Test]
    public void TheMessageNamesThePlace()
    {
        PtFormatException error = new(PtErrorKind.Malformed, "REDUCE needs a tuple on the stack, found dict", 0x1a3, opcode: "REDUCE");
        PtFormatException placed = error.In("m.pt", "archive/data.pkl");
        Assert.That(placed.Message, Is.EqualTo("m.pt!archive/data.pkl @0x1a3: REDUCE needs a tuple on the stack, found dict"));
        Assert.That(placed.In("other", "other").Message, Is.EqualTo(placed.Message));
    }

    [Test]
    public void NamesCannotSteerATerminalOrFillTheLog()
    {
        Assert.That(PtFormatException.Quote("\x1b]0;x\x07\n'\u202e"), Is.EqualTo(@"'\x1b]0;x\x07\n\'\u202e'"));
        Assert.That(PtFormatException.Quote(new string('n', 1_000)), Has.Length.EqualTo(103));
        Assert.That(new PtFormatException(PtErrorKind.Malformed, new string('x', 10_000)).Message, Has.Length.EqualTo(500));
    }
}
