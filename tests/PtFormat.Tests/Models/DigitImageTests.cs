using NUnit.Framework;
using PtFormat.Models;
using PtFormat.Pickle;

namespace PtFormat.Tests.Models;

sealed class DigitImageTests
{
    [Test]
    public void PicturesAreTheFirstTwoTestDigitsOfEachClass()
    {
        long[] labels = DigitFixtures.Labels;
        DigitImage[] images = DigitFixtures.Images;
        int[] chosen = [.. Enumerable.Range(0, 10).SelectMany(label => Enumerable.Range(0, labels.Length).Where(i => labels[i] == label).Take(2))];
        string[] pictures = DigitFixtures.Pictures;
        Assert.That(pictures, Has.Length.EqualTo(chosen.Length));
        for (int i = 0; i < chosen.Length; i++)
            Assert.That(DigitImage.Load(pictures[i]).Ink.ToArray(), Is.EqualTo(images[chosen[i]].Ink.ToArray()), pictures[i]);
    }

    [Test]
    public void DarkInkOnLightPaperIsTurnedAround()
    {
        // A binary PGM of 8 by 8: a dark pixel in the middle of a white page.
        byte[] page = [.. "P5 8 8 255\n"u8, .. Enumerable.Repeat((byte)255, 64)];
        page[^28] = 55;
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.bmp");
        File.WriteAllBytes(path, Bmp(page.AsSpan()[^64..]));
        float[] ink = DigitImage.Load(path).Ink.ToArray();
        File.Delete(path);
        Assert.That(ink[36], Is.EqualTo(200 / 255f));
        Assert.That(ink.Count(value => value == 0), Is.EqualTo(63));
    }

    [TestCase("empty.png", new byte[0], PtErrorKind.Unsupported)]
    [TestCase("text.png", new byte[] { 104, 101, 108, 108, 111, 32, 119, 111, 114, 108, 100 }, PtErrorKind.Unsupported)]
    [TestCase("short.png", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0 }, null)]
    public void WhatIsNoPictureIsOneError(string name, byte[] bytes, PtErrorKind? kind)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, name);
        File.WriteAllBytes(path, bytes);
        PtFormatException error = Assert.Throws<PtFormatException>(() => DigitImage.Load(path))!;
        if (kind is not null)
            Assert.That(error.Kind, Is.EqualTo(kind));
        Assert.That(error.File, Is.EqualTo(path));
    }

    [Test]
    public void EveryPrefixOfAPictureIsAPictureOrOneError()
    {
        byte[] whole = File.ReadAllBytes(DigitFixtures.Pictures[0]);
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "prefix.png");
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            try
            {
                DigitImage.Load(path);
            }
            catch (PtFormatException)
            {
                // Anything else fails the test.
            }
        }
    }

    // 8-bit grey, rows from the bottom up.
    static byte[] Bmp(ReadOnlySpan<byte> pixels)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write("BM"u8);
        writer.Write(54 + 1024 + 64);
        writer.Write(0);
        writer.Write(54 + 1024);
        writer.Write(40);
        writer.Write(8);
        writer.Write(8);
        writer.Write((short)1);
        writer.Write((short)8);
        for (int i = 0; i < 6; i++)
            writer.Write(i == 4 ? 256 : 0);
        for (int grey = 0; grey < 256; grey++)
            writer.Write(grey * 0x010101);
        for (int row = 7; row >= 0; row--)
            writer.Write(pixels.Slice(row * 8, 8));
        return file.ToArray();
    }
}
