using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleDisassemblerTests
{
    [Test]
    public void MarksIndentAndTheirTakersNameThem() => Assert.That(PickleDisassembler.Lines(Convert.FromHexString("8002284B014E742E")), Is.EqualTo([
        "    0: \\x80 PROTO      2",
        "    2: (    MARK",
        "    3: K        BININT1    1",
        "    5: N        NONE",
        "    6: t    TUPLE      (MARK at 2)",
        "    7: .    STOP",
    ]));

    [Test]
    public void TheLastLineSaysWhatIsWrong()
    {
        Assert.That(PickleDisassembler.Lines(Convert.FromHexString("80024E")).Last(), Does.Contain("ends without STOP"));
        Assert.That(PickleDisassembler.Lines(Convert.FromHexString("80024E2E0000")).Last(), Does.Contain("2 bytes follow STOP"));
    }
}
