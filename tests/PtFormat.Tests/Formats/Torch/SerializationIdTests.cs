using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Torch;

sealed class SerializationIdTests
{
    [Test]
    public void EveryFixtureHasTheIdThatIsComputed()
    {
        List<string> wrong = [];
        int count = 0;
        foreach (Manifest manifest in Manifest.All().Where(manifest => manifest.Format == "zip"))
        {
            byte[] bytes = File.ReadAllBytes(manifest.FilePath);
            DualReader reader = new(ByteSource.FromMemory(bytes), async: false, default);
            ZipDirectory directory = DualReader.Result(ZipDirectory.ReadAsync(reader, LoadLimits.Default));
            SerializationId id = new();
            foreach (ZipEntry entry in directory.Entries.Where(entry => !entry.IsFolder))
            {
                string name = entry.Name[(entry.Name.IndexOf('/') + 1)..];
                ZipRecord record = new(reader.Source, entry, LoadLimits.Default);
                if (name == ".data/serialization_id")
                {
                    count++;
                    byte[] written = DualReader.Result(record.ReadBytesAsync(reader, 100, "")).ToArray();
                    if (System.Text.Encoding.ASCII.GetString(written) != id.Names + id.Content)
                        wrong.Add(manifest.ToString());
                    break;
                }
                id.AddName(name);
                if (entry.ByteLength > 0)
                    id.AddChecksum(entry.Crc32);
            }
        }
        Assert.That(wrong, Is.Empty);
        Assert.That(count, Is.GreaterThan(300));
    }

    // How many records torch's archives of so many storages have, and the half of the id that their names give.
    [TestCase(0, "02908468677762923104")]
    [TestCase(1, "15728199511854643026")]
    [TestCase(2, "05611085236196705294")]
    [TestCase(3, "08494888479650487350")]
    [TestCase(4, "10778627297998541625")]
    public void NamesHashInTheOrderOfACppSet(int storages, string half)
    {
        SerializationId id = new();
        foreach (string name in (string[])["data.pkl", ".format_version", ".storage_alignment", "byteorder", .. Enumerable.Range(0, storages).Select(i => $"data/{i}"), "version"])
            id.AddName(name);
        Assert.That(id.Names, Is.EqualTo(half));
    }

    [Test]
    public void ZerosInPlaceOfChecksumsCountToo()
    {
        SerializationId id = new();
        for (int i = 0; i < 6; i++)
            id.AddChecksum(0);
        Assert.That(id.Content, Is.EqualTo("03005401530805769991"));
    }

    [Test]
    public void APayloadThatLooksLikeADescriptorCountsAsOne()
    {
        SerializationId seen = new(), told = new();
        seen.SeePayload([0x50, 0x4B, 7, 8, 1, 0, 0, 0, 9]);
        seen.SeePayload([0x50, 0x4B, 7, 8, 1, 0, 0]);
        told.AddChecksum(1);
        Assert.That(seen.Content, Is.EqualTo(told.Content));
    }
}
