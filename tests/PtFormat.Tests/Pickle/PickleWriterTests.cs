using System.Buffers;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleWriterTests
{
    // What a test reads of real files includes names that the default policy rightly refuses: urllib is not the point here.
    sealed class AllInert : GlobalPolicy
    {
        public override GlobalVerdict Judge(string module, string name) => GlobalVerdict.Inert;
    }

    static readonly PickleOptions Options = new() { Policy = new AllInert() };

    public static byte[] Write(PickleValue value, int protocol)
    {
        ArrayBufferWriter<byte> output = new();
        PickleWriter.Write(value, output, protocol);
        return output.WrittenSpan.ToArray();
    }

    [Test]
    public void WhatPythonWroteComesOutAsTheSameBytes()
    {
        List<string> failures = [];
        foreach (PickleFixture fixture in PickleFixture.All)
        {
            try
            {
                byte[] written = Write(PickleVm.Run(fixture.Bytes, Options), fixture.Protocol);
                if (!written.AsSpan().SequenceEqual(fixture.Bytes))
                    failures.Add($"{fixture}\n{Difference(fixture.Bytes, written)}");
            }
            catch (PtFormatException error)
            {
                failures.Add($"{fixture}: {error.Message}");
            }
        }
        Assert.That(failures, Is.Empty, () => $"{failures.Count} of {PickleFixture.All.Count}:\n{string.Join("\n", failures.Take(30))}");
        Assert.That(PickleFixture.All, Has.Count.GreaterThan(1000));
    }

    [Test]
    public void WhatIsWrittenAtAnotherProtocolReadsBackTheSame()
    {
        foreach (PickleFixture fixture in PickleFixture.All.Where(f => f is { Protocol: 4, Version: "2.14" } && !f.Name.StartsWith("loop", StringComparison.Ordinal)))
        {
            PickleValue value = PickleVm.Run(fixture.Bytes, Options);
            for (int protocol = 1; protocol <= 5; protocol++)
            {
                byte[] once = Write(value, protocol);
                byte[] twice = Write(PickleVm.Run(once, Options), protocol);
                Assert.That(twice, Is.EqualTo(once), () => $"{fixture} at {protocol}\n{Difference(once, twice)}");
            }
        }
    }

    [Test]
    public void AListThatWasMadeHereIsWrittenAsPythonWould()
    {
        PyString name = new("w");
        PyDict dict = new();
        dict.Set(name, new PyInt(1));
        dict.Set(new PyString("v"), new PyTuple(name, PyBool.True));
        Assert.That(Convert.ToHexString(Write(dict, 2)), Is.EqualTo("80027D710028580100000077710" + "14B01580100000076710268018886710375" + "2E"));
    }

    static string Difference(byte[] expected, byte[] actual)
    {
        string[] left = [.. PickleDisassembler.Lines(expected)];
        string[] right = [.. PickleDisassembler.Lines(actual)];
        int at = 0;
        while (at < Math.Min(left.Length, right.Length) && left[at] == right[at])
            at++;
        int start = Math.Max(0, at - 4);
        return $"expected:\n{string.Join("\n", left.Skip(start).Take(9))}\nfound:\n{string.Join("\n", right.Skip(start).Take(9))}";
    }
}
