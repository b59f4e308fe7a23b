using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>What torch.save wrote is read and comes out as the same bytes, in every version and with every oddity.</summary>
sealed class RewriteTests
{
    // What the default policy rightly refuses to read is not the point here.
    sealed class AllInert : GlobalPolicy
    {
        public override GlobalVerdict Judge(string module, string name) => GlobalVerdict.Inert;
    }

    static readonly PtLoadOptions Options = new() { Policy = new AllInert() };

    // Not torch.save's bytes: another zip program packed them. They come out as torch.save would have written them.
    static bool IsPackedAnew(Manifest manifest) => Path.GetFileName(manifest.FilePath).StartsWith("packed-", StringComparison.Ordinal);

    // Their getattr is no nested class's name, and refused whatever the policy says.
    static readonly string[] Refused = ["globals-2.pt", "globals-4.pt", "lazy.pt", "scheduler-onecycle.pt"];

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "zip"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void TheSameBytes(Manifest manifest)
    {
        byte[] expected = File.ReadAllBytes(manifest.FilePath);
        using PtFile? file = Open(manifest);
        if (file is null)
            return;
        using MemoryStream stream = new();
        file.Save(stream);
        byte[] actual = stream.ToArray();
        if (!IsPackedAnew(manifest))
        {
            Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, actual));
            return;
        }
        using PtFile again = PtFile.Open(actual, Options);
        Assert.That(again.Container, Is.EqualTo(file.Container with { Records = again.Container.Records }));
        Assert.That(again.Container.Records, Is.EqualTo(file.Container.Records));
        Assert.That(again.Tensors.Select(entry => TensorHash.Sha256(entry)), Is.EqualTo(file.Tensors.Select(entry => TensorHash.Sha256(entry))));
    }

    static PtFile? Open(Manifest manifest)
    {
        try
        {
            return PtFile.Open(manifest.FilePath, Options);
        }
        catch (PtFormatException e) when (e.Kind == PtErrorKind.ForbiddenGlobal && Refused.Contains(Path.GetFileName(manifest.FilePath)))
        {
            return null;
        }
    }

    [Test]
    public void EveryZipFixtureIsTried() => Assert.That(Files().Count(), Is.GreaterThan(400));
}
