using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleVmTests
{
    static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    static byte[] Text(string latin1) => Encoding.Latin1.GetBytes(latin1);

    static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    static TestCaseData Row(string name, byte[] pickle, PtErrorKind kind, long offset) => new TestCaseData(pickle, kind, offset).SetArgDisplayNames(name);

    internal static IEnumerable<TestCaseData> Hazards()
    {
        const PtErrorKind malformed = PtErrorKind.Malformed;
        const PtErrorKind truncated = PtErrorKind.Truncated;
        const PtErrorKind limit = PtErrorKind.LimitExceeded;
        const PtErrorKind forbidden = PtErrorKind.ForbiddenGlobal;
        yield return Row("nothing", [], truncated, 0);
        yield return Row("STOP on an empty stack", Hex("80022E"), malformed, 2);
        yield return Row("APPEND on an empty stack", Hex("8002612E"), malformed, 2);
        yield return Row("TUPLE without mark", Hex("8002742E"), malformed, 2);
        yield return Row("POP on an empty stack", Hex("8002302E"), malformed, 2);
        yield return Row("DUP on an empty stack", Hex("8002322E"), malformed, 2);
        yield return Row("two values at STOP", Hex("80024E4E2E"), malformed, 4);
        yield return Row("open mark at STOP", Hex("8002284E2E"), malformed, 4);
        yield return Row("unknown opcode", Hex("8002FF2E"), PtErrorKind.Unsupported, 2);
        yield return Row("protocol 6", Hex("80064E2E"), PtErrorKind.Unsupported, 0);
        yield return Row("PROTO twice", Hex("800280044E2E"), malformed, 2);
        yield return Row("no STOP", Hex("80024E"), truncated, 3);
        yield return Row("bytes after STOP", Hex("80024E2E00"), malformed, 4);
        yield return Row("giant memo index", Hex("80024E72FFFFFFFF2E"), limit, 3);
        yield return Row("unset memo", Hex("800268052E"), malformed, 2);
        yield return Row("unset memo in text", Text("g7\n."), malformed, 0);
        yield return Row("giant BINUNICODE8", [.. Hex("80048D"), .. Repeat(0xFF, 8)], truncated, 2);
        yield return Row("giant BINUNICODE", Hex("58FFFFFF7F616263"), truncated, 0);
        yield return Row("giant BINBYTES8", Hex("80048E0000000000010000"), truncated, 2);
        yield return Row("giant BYTEARRAY8", Hex("8005960000000000010000"), truncated, 2);
        yield return Row("negative LONG4", Hex("80028BFFFFFFFF"), malformed, 2);
        yield return Row("negative BINSTRING", Hex("54FFFFFFFF"), malformed, 0);
        yield return Row("LONG4 of 1 MB", [.. Hex("80028B00001000"), .. Repeat(1, 1 << 20), 0x2E], limit, 2);
        yield return Row("LONG of a million digits", Text("L" + new string('7', 1_000_000) + "L\n."), limit, 0);
        yield return Row("INT of 10,000 digits", Text("I" + new string('7', 10_000) + "\n."), limit, 0);
        foreach (string number in (string[])["", "+", "-", "+5", " 5", "5 ", "1_0", "0x10", "010", "5\0", "\u0664", "5L"])
            yield return Row($"INT {PtFormatException.Quote(number)}", [(byte)'I', .. Encoding.UTF8.GetBytes(number), .. Text("\n.")], malformed, 0);
        foreach (string number in (string[])["", "e5", "1e", " 1", "1_0", "Infinity", "1,5", "0x1p3", "."])
            yield return Row($"FLOAT {PtFormatException.Quote(number)}", Text("F" + number + "\n."), malformed, 0);
        yield return Row("giant frame", Hex("800495FFFFFFFFFFFFFF7F4E2E"), truncated, 2);
        yield return Row("frame too long", Hex("80049503000000000000004E2E"), truncated, 2);
        yield return Row("frame in a frame", Hex("8004950C0000000000000095010000000000000000004E2E"), malformed, 11);
        yield return Row("argument across a frame's end", Hex("80049501000000000000004B014E2E"), malformed, 11);
        yield return Row("STOP before the frame's end", Hex("80049503000000000000004E2E00"), malformed, 12);
        yield return Row("deep lists", [.. Hex("8002"), .. Repeat(0x5D, 1_000_000), .. Repeat(0x61, 999_999), 0x2E], limit, 1_001_001);
        yield return Row("deep tuples", [.. Hex("80024E"), .. Repeat(0x85, 1_000_000), 0x2E], limit, 1_003);
        yield return Row("deep dicts", [.. Hex("8002"), .. Enumerable.Repeat(Hex("7D4E"), 500_000).SelectMany(x => x), 0x4E, .. Repeat(0x73, 499_999), 0x2E], limit, 1_000_002 + 1_001);
        yield return Row("deep marks", [.. Hex("8002"), .. Repeat(0x28, 1_000_000), 0x2E], limit, 1_002);
        yield return Row("a dict as its own key", Hex("80027D710068004B01732E"), malformed, 9);
        yield return Row("a list as key", Hex("80027D5D4E732E"), malformed, 5);
        yield return Row("a set as key", Hex("80047D8F4E732E"), malformed, 5);
        yield return Row("a bytearray as key", Hex("80057D9600000000000000004E732E"), malformed, 13);
        yield return Row("a list in a tuple as key", Hex("80027D5D854E732E"), malformed, 6);
        yield return Row("a list as an OrderedDict's key", Text("\x80\u0002ccollections\nOrderedDict\n)R]Ns."), malformed, 31);
        yield return Row("os.system", Text("cos\nsystem\n(S'id'\ntR."), forbidden, 0);
        yield return Row("posix.system", Text("cposix\nsystem\n."), forbidden, 0);
        yield return Row("STACK_GLOBAL", Text("\x80\x04\x8C\x02os\x8C\x06system\x93."), forbidden, 14);
        yield return Row("dotted STACK_GLOBAL", Text("\x80\x04\x8C\x05torch\x8C\x17serialization.os.system\x93."), forbidden, 34);
        yield return Row("INST", Text("(S'id'\nios\nsystem\n."), forbidden, 7);
        yield return Row("OBJ", Text("(cos\nsystem\nS'id'\no."), forbidden, 1);
        yield return Row("NEWOBJ", Text("\x80\u0002cos\nsystem\n)\x81."), forbidden, 2);
        yield return Row("NEWOBJ_EX", Text("\x80\x04\x8C\x02os\x8C\x06system\x93)}\x92."), forbidden, 14);
        yield return Row("EXT1", Hex("800282012E"), forbidden, 2);
        yield return Row("EXT2", Hex("80028301002E"), forbidden, 2);
        yield return Row("EXT4", Hex("800284010000002E"), forbidden, 2);
        yield return Row("EXT4 0", Hex("800284000000002E"), malformed, 2);
        yield return Row("Python 2's eval", Text("c__builtin__\neval\n."), forbidden, 0);
        yield return Row("commands is subprocess", Text("ccommands\ngetoutput\n."), forbidden, 0);
        yield return Row("getattr of a string", Text("c__builtin__\ngetattr\n(X\x01\0\0\0aX\x01\0\0\0btR."), forbidden, 35);
        yield return Row("getattr with dots", Text("c__builtin__\ngetattr\n(cm\nO\nX\x03\0\0\0a.btR."), forbidden, 36);
        yield return Row("getattr as a value", Text("(c__builtin__\ngetattr\nl."), forbidden, 22);
        yield return Row("getattr as the result", Text("c__builtin__\ngetattr\n."), forbidden, 21);
        yield return Row("getattr dropped", Text("c__builtin__\ngetattr\n0N."), forbidden, 21);
        yield return Row("getattr doubled", Text("c__builtin__\ngetattr\n2."), forbidden, 21);
        yield return Row("getattr as a class", Text("\x80\u0002c__builtin__\ngetattr\n)\x81."), forbidden, 24);
        yield return Row("getattr by INST", Text("(i__builtin__\ngetattr\n."), forbidden, 1);
        yield return Row("getattr of __globals__", Text("c__builtin__\ngetattr\n(cm\nf\nX\x0B\0\0\0__globals__tR."), forbidden, 44);
        yield return Row("global of numbers", Hex("80044B014B02932E"), malformed, 6);
        yield return Row("a name with a line feed", Text("\x80\x04\x8C\u0003m\nx\x8C\u0001C\x93."), malformed, 10);
        yield return Row("a name with opcodes behind a line feed", Text("\x80\x04\x8C\u0001m\x8C\u001CC\ncos\nsystem\n(X\u0002\0\0\0idtR0cm\nC\x93."), malformed, 35);
        yield return Row("half a surrogate in a name", Hex("80048C016D8C03EDA080932E"), malformed, 10);
        yield return Row("Python 2's eval in protocol 4", Text("\x80\x04\x8C\u000B__builtin__\x8C\u0004eval\x93."), forbidden, 21);
        yield return Row("Python 2's getattr in protocol 4", Text("\x80\x04\x8C\x0B__builtin__\x8C\x07getattr\x93."), forbidden, 24);
        yield return Row("global without name", Text("cos\n\n."), malformed, 0);
        yield return Row("global not in UTF-8", Text("co\xFF\nx\n."), malformed, 0);
        yield return Row("global of 2,000 characters", Text("cm\n" + new string('n', 2_000) + "\n."), limit, 0);
        yield return Row("line of 100,000 bytes", Text("cm\n" + new string('n', 100_000) + "\n."), limit, 0);
        yield return Row("SETITEM on a list", Hex("80025D4E4E732E"), malformed, 5);
        yield return Row("APPEND on a dict", Hex("80027D4E612E"), malformed, 4);
        yield return Row("ADDITEMS on a list", Hex("80045D284E902E"), malformed, 5);
        yield return Row("SETITEMS of three", Hex("80027D284E4E4E752E"), malformed, 7);
        yield return Row("BUILD on an int", Hex("80024B017D622E"), malformed, 5);
        yield return Row("BUILD on a class", Text("\x80\u0002cm\nC\n}b."), malformed, 8);
        yield return Row("BUILD on a persistent object", Text("\x80\x02NQ}b."), malformed, 5);
        yield return Row("REDUCE of an int", Hex("80024B0129522E"), malformed, 5);
        yield return Row("REDUCE of an instance", Text("\x80\u0002cm\nC\n)\x81)R."), malformed, 10);
        yield return Row("REDUCE of what is no tuple", Text("\x80\u0002cm\nC\n}R."), malformed, 8);
        yield return Row("an OrderedDict of numbers", Text("\x80\u0002ccollections\nOrderedDict\n](K\u0001K\u0002e\u0085R."), malformed, 35);
        yield return Row("an OrderedDict of triples", Text("\x80\u0002ccollections\nOrderedDict\n]NNN\u0087a\u0085R."), malformed, 34);
        yield return Row("an OrderedDict of a number", Text("\x80\u0002ccollections\nOrderedDict\nK\u0001\u0085R."), malformed, 30);
        yield return Row("an OrderedDict of two lists", Text("\x80\u0002ccollections\nOrderedDict\n]]\u0086R."), malformed, 30);
        yield return Row("an OrderedDict of a pair with a list as key", Text("\x80\u0002ccollections\nOrderedDict\n]]N\u0086a\u0085R."), malformed, 33);
        yield return Row("a defaultdict of numbers", Text("\x80\u0002ccollections\ndefaultdict\nN]K\u0001a\u0086R."), malformed, 33);
        yield return Row("NEWOBJ of an instance", Text("\x80\u0002cm\nC\n)\x81)\x81."), malformed, 10);
        yield return Row("NEWOBJ_EX without dict", Text("\x80\x04\x8C\x01m\x8C\u0001C\x93))\x92."), malformed, 11);
        yield return Row("OBJ without class", Text("(o."), malformed, 1);
        yield return Row("invalid UTF-8", Hex("80025801000000FF2E"), malformed, 2);
        yield return Row("overlong UTF-8", Hex("80025802000000C0802E"), malformed, 2);
        yield return Row("half a surrogate", Hex("80025802000000EDA02E"), malformed, 2);
        yield return Row("broken escape", Text("V\\u12\n."), malformed, 0);
        yield return Row("escape above Unicode", Text("V\\U00110000\n."), malformed, 0);
        yield return Row("STRING without quotes", Text("Sabc\n."), malformed, 0);
        yield return Row("NEXT_BUFFER", Hex("8005972E"), PtErrorKind.Unsupported, 2);
        yield return Row("READONLY_BUFFER", Hex("80054E982E"), PtErrorKind.Unsupported, 3);
    }

    [TestCaseSource(nameof(Hazards))]
    public void AHazardIsOneClearError(byte[] pickle, PtErrorKind kind, long offset)
    {
        PtFormatException error = OnSmallStack(() => Assert.Throws<PtFormatException>(() => PickleVm.Run(pickle, new() { Record = "data.pkl" })))!;
        Assert.That((error.Kind, error.ByteOffset, error.Record), Is.EqualTo((kind, offset, "data.pkl")), error.Message);
        Assert.That(error.Message, Has.Length.LessThanOrEqualTo(500).And.StartWith($"data.pkl @0x{offset:x}: "));
    }

    [Test]
    public void ARefusalSaysWhatAndThatNothingRan()
    {
        PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(Text("cos\nsystem\n(S'id'\ntR.")))!;
        Assert.That(error.Message, Does.Contain("'os.system' is not on the allow-list").And.EndWith("nothing was executed"));
    }

    [TestCaseSource(nameof(Hazards))]
    public void WhatIsForbiddenIsSoUnderBothPolicies(byte[] pickle, PtErrorKind kind, long offset)
    {
        if (kind != PtErrorKind.ForbiddenGlobal)
            return;
        PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(pickle, new() { Policy = GlobalPolicy.TensorsOnly }))!;
        // What a nested name hangs from is refused before the name is whole.
        Assert.That((error.Kind, error.ByteOffset <= offset), Is.EqualTo((kind, true)), error.Message);
    }

    [Test]
    public void OneAndZeroOfTwoDigitsAreBools()
    {
        Assert.That(PickleVm.Run(Text("I01\n.")), Is.SameAs(PyBool.True));
        Assert.That(PickleVm.Run(Text("I00\n.")), Is.SameAs(PyBool.False));
        Assert.That(((PyInt)PickleVm.Run(Text("I1\n."))).Value, Is.EqualTo(BigInteger.One));
    }

    // An honest pickler may leave slots out, and fill them in any order.
    [TestCase("5D 71 05 4B 01 61 68 05 86 2E", TestName = "slot 5 and no other")]
    [TestCase("5D 71 FF 4B 01 61 68 FF 86 2E", TestName = "slot 255 and no other")]
    [TestCase("5D 72 00 00 01 00 4B 01 61 6A 00 00 01 00 86 2E", TestName = "slot 65,536 and no other")]
    [TestCase("5D 71 09 4B 01 71 03 61 68 09 86 2E", TestName = "slot 9 before slot 3")]
    [TestCase("4E 71 00 30 5D 71 00 4B 01 61 68 00 86 2E", TestName = "slot 0 filled twice")]
    public void GapsInTheMemoLoad(string hex)
    {
        PyTuple pair = (PyTuple)PickleVm.Run(Hex("8002" + hex));
        Assert.That(pair.Items[0], Is.SameAs(pair.Items[1]).And.InstanceOf<PyList>());
        byte[] written = PickleWriterTests.Write(pair, 2);
        Assert.That(Convert.ToHexString(written), Does.StartWith("80025D71004B0161680086"), "numbered from 0 again");
    }

    [TestCase("5D 71 00 68 00 61 2E", TestName = "a list in itself")]
    [TestCase("7D 71 00 4E 68 00 73 2E", TestName = "a dict in itself")]
    [TestCase("5D 71 00 68 00 85 71 01 61 30 68 01 2E", TestName = "a tuple in a list in the tuple")]
    [TestCase("5D 32 61 2E", TestName = "a list in itself by DUP")]
    public void CyclesLoadAndEveryWalkerEnds(string hex) => OnSmallStack(() =>
    {
        PickleValue value = PickleVm.Run(Hex("8002" + hex));
        byte[] written = PickleWriterTests.Write(value, 2);
        Assert.That(PickleWriterTests.Write(PickleVm.Run(written), 2), Is.EqualTo(written));
        return value;
    });

    [Test]
    public void ABillionLaughsLoadAndAreWrittenInLinearTime()
    {
        byte[] laughs = [.. Text("\x80\x02((((((((("), .. Text("X\x03\0\0\0lol"), .. Enumerable.Repeat(Text("222222222l"), 9).SelectMany(x => x), 0x2E];
        PickleValue value = PickleVm.Run(laughs);
        Assert.That(PickleWriterTests.Write(value, 2), Has.Length.LessThan(1000));
    }

    [Test]
    public void AChainThatGrowsAfterItIsHeldIsMeasuredToo()
    {
        // ]q0 ]q1 a, then h1 ]q2 a h1..: each list gets its child when it lies in its parent already.
        List<byte> pickle = [.. Hex("8002"), 0x5D, 0x72, 0, 0, 0, 0];
        for (uint i = 1; i < 5_000; i++)
        {
            byte[] parent = new byte[4];
            byte[] child = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(parent, i - 1);
            BinaryPrimitives.WriteUInt32LittleEndian(child, i);
            pickle.AddRange([0x6A, .. parent, 0x5D, 0x72, .. child, 0x61, 0x30]);
        }
        pickle.Add(0x2E);
        PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(pickle.ToArray()))!;
        Assert.That(error.Kind, Is.EqualTo(PtErrorKind.LimitExceeded));
    }

    [Test]
    public void ManyKeysOfOneUnseededHashLoad()
    {
        List<byte> pickle = [.. Hex("80027D28")];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] half = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(half, i + 0x40000000);
            pickle.AddRange([0x47, .. half, .. half, 0x4E]);
        }
        pickle.AddRange([0x75, 0x2E]);
        Assert.That(((PyDict)PickleVm.Run(pickle.ToArray())).Count, Is.EqualTo(100_000));
    }

    [Test]
    public void ALongKeySetAgainAndAgainMeetsItsLimit()
    {
        byte[] one = [0x58, 0, 0, 1, 0, .. Repeat((byte)'k', 65_536)];
        byte[] pickle = [.. Hex("80027D"), .. one, 0x4E, 0x73, .. one, 0x71, 0x00, 0x30, .. Enumerable.Repeat(Hex("68004E73"), 5_000).SelectMany(x => x), 0x2E];
        PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(pickle))!;
        Assert.That(error.Message, Does.Contain(nameof(LoadLimits.MaxRepeatedKeyBytes)));
    }

    [Test]
    public void EveryPrefixIsTruncated()
    {
        foreach (PickleFixture fixture in PickleFixture.All.Where(f => f.Version == "2.14" && f.Bytes.Length <= 2_000 && f.Name is not "path" and not "classes"))
        {
            for (int length = 0; length < fixture.Bytes.Length; length++)
            {
                PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(fixture.Bytes.AsMemory(0, length)))!;
                Assert.That(error.Kind, Is.EqualTo(PtErrorKind.Truncated), () => $"{fixture} cut at {length}: {error.Message}");
            }
        }
    }

    [TestCase("ints")]
    [TestCase("floats")]
    [TestCase("strings")]
    [TestCase("tuple 1")]
    [TestCase("dict 2")]
    [TestCase("shared")]
    [TestCase("empties")]
    [TestCase("nans")]
    public void ValuesAreWhatPythonSaysTheyAre(string name)
    {
        foreach (PickleFixture fixture in PickleFixture.All.Where(f => f.Name == name && f.Repr is not null))
            Assert.That(PythonRepr.Of(PickleVm.Run(fixture.Bytes)), Is.EqualTo(fixture.Repr), fixture.ToString());
    }

    [Test]
    public void SeveralPicklesInARowAreReadOneByOne()
    {
        byte[] two = Hex("8002 4B01 2E 8002 88 2E FF");
        Assert.That(((PyInt)PickleVm.Run(two, null, out long consumed)).Value, Is.EqualTo(new BigInteger(1)));
        Assert.That(consumed, Is.EqualTo(5));
        Assert.That(PickleVm.Run(two.AsMemory(5), null, out consumed), Is.SameAs(PyBool.True));
        Assert.That(consumed, Is.EqualTo(4));
    }

    [Test]
    public void ALongerPickleThanAdmittedSaysSo()
    {
        PickleOptions options = new() { Limits = LoadLimits.Default with { MaxPickleBytes = 4 } };
        PtFormatException error = Assert.Throws<PtFormatException>(() => PickleVm.Run(Hex("80024E4E302E"), options))!;
        Assert.That(error.Kind, Is.EqualTo(PtErrorKind.LimitExceeded));
    }

    [Test]
    public void EveryOpcodeIsHandled()
    {
        foreach (OpcodeInfo row in Opcodes.All.Where(row => row.Code is not (PickleOpcode.Stop or PickleOpcode.Frame or PickleOpcode.Proto)))
        {
            // With a rich stack below, an opcode without a case would leave the stack as it is and load.
            byte[] pickle = [.. Hex("8004"), 0x28, 0x4E, (byte)row.Code, .. Text("1\n1\n\0\0\0\0\0\0\0\0"), 0x2E];
            Assert.That(() => PickleVm.Run(pickle), Throws.InstanceOf<PtFormatException>(), row.Name);
        }
    }

    [Test]
    public void ALoneSurrogateIsKept()
    {
        PyString text = (PyString)PickleVm.Run(Hex("8002 58 05000000 61 EDA080 62 2E"));
        Assert.That(text.Value, Is.EqualTo("a\ud800b"));
        Assert.That(new PyString(text.Value).Utf8.ToArray(), Is.EqualTo(text.Utf8.ToArray()));
        Assert.That(Convert.ToHexString(PickleWriterTests.Write(text, 2)), Is.EqualTo("80025805000000" + "61EDA08062" + "2E"));
    }

    static T OnSmallStack<T>(Func<T> run)
    {
        T result = default!;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                result = run();
            }
            catch (Exception error)
            {
                failure = error;
            }
        }, 256 * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new AssertionException(failure.ToString());
    }
}
