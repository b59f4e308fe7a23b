using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class PickleListingTests
{
    [Test]
    public void ArgumentsMayBeLongerThanWhatIsReadAtOnce()
    {
        byte[] text = new byte[300_000];
        text.AsSpan().Fill((byte)'x');
        byte[] pickle = [0x80, 2, (byte)']', (byte)'(', (byte)'X', .. BitConverter.GetBytes(text.Length), .. text, (byte)'K', 7, (byte)'e', (byte)'.', 1, 2, 3];
        PickleListing listing = new(new MemoryStream(pickle));
        PickleLine[] lines = [.. listing.Lines()];
        Assert.That(listing.Defect, Is.Null);
        Assert.That(lines.Select(line => line.Opcode), Is.EqualTo(["PROTO", "EMPTY_LIST", "MARK", "BINUNICODE", "BININT1", "APPENDS", "STOP"]));
        Assert.That(lines.Select(line => line.Depth), Is.EqualTo([0, 0, 0, 1, 1, 0, 0]));
        Assert.That(lines[^1], Is.EqualTo(new PickleLine(pickle.Length - 4, 0, "STOP", "", "the object: list of 2")));
        Assert.That(listing.Position, Is.EqualTo(pickle.Length - 3), "what follows STOP is not looked at");
        Assert.That(PickleListing.Measure(new MemoryStream(pickle)), Is.EqualTo(pickle.Length - 3));
    }

    [Test]
    public void AnArgumentThatLiesAboutItsLengthIsTheDefect()
    {
        PickleListing listing = new(new MemoryStream([0x80, 4, 0x8E, 0, 0, 0, 0, 0, 0, 0, 1, 5]));
        Assert.That(listing.Lines().Count(), Is.EqualTo(1));
        Assert.That(listing.Defect!.Kind, Is.EqualTo(PtErrorKind.Truncated));
        Assert.That(listing.Defect.ByteOffset, Is.EqualTo(2));
    }

    [Test]
    public void BeyondAMillionNamesThereAreNoNotesAndNoDefects()
    {
        // NONE and MEMOIZE, again and again, inside one mark; then a GET of the last slot.
        const int times = 1_100_000;
        byte[] pickle = [0x80, 4, (byte)'(', .. Enumerable.Repeat<byte[]>([(byte)'N', 0x94], times).SelectMany(pair => pair), (byte)'j', .. BitConverter.GetBytes(times - 1), (byte)'t', (byte)'.'];
        PickleListing listing = new(new MemoryStream(pickle));
        PickleLine[] last = [.. listing.Lines().TakeLast(4)];
        Assert.That(listing.Defect, Is.Null);
        Assert.That(last.Select(line => (line.Opcode, line.Depth, line.Note)), Is.EqualTo([("MEMOIZE", 1, ""), ("LONG_BINGET", 1, ""), ("TUPLE", 0, ""), ("STOP", 0, "")]));
        Assert.That(last[0].Argument, Is.EqualTo($"{times - 1}"));
    }
}
