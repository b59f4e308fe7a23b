using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats;

/// <summary>Saving anew: the tree that torch would have built, for each of its versions.</summary>
sealed class SaveTests
{
    // A StateDict has no place for something in these files; docs/fidelity.md says more.
    static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["dtypes"] = "a parameter",
        ["meta.pt"] = "a parameter",
        ["tied.pt"] = "a parameter",
        ["gradients.pt"] = "tensors that require gradients",
        ["conj-neg.pt"] = "lazy bits",
        ["jagged.pt"] = "PyTorch's own bookkeeping",
        ["nested.pt"] = "keys that are neither text nor integers",
        ["many.pt"] = "a list at its root",
        ["scheduler-multistep.pt"] = "a collections.Counter",
        ["scheduler-onecycle.pt"] = "in 1.13: a bound method",
    };

    public static PtProducer Producer(Manifest manifest) => Producer(manifest.ToString().Split('/')[1]);

    public static PtProducer Producer(string version) => version switch
    {
        "1.13" => PtProducer.Torch113,
        "2.6" => PtProducer.Torch26,
        _ => PtProducer.Torch214,
    };

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "zip" && manifest.Case is "digits" or "checkpoint" or "optim" or "views" or "layouts" or "dtypes"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void ReadAndSavedAnewItIsTheSame(Manifest manifest)
    {
        if (Exceptions.ContainsKey(manifest.Case) || Exceptions.ContainsKey(Path.GetFileName(manifest.FilePath)))
            return;
        byte[] expected = File.ReadAllBytes(manifest.FilePath);
        byte[] actual = SaveAnew(manifest);
        Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, actual));
    }

    static byte[] SaveAnew(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        using MemoryStream stream = new();
        PtFile.Save(stream, file.RootStateDict(), new PtSaveOptions { Producer = Producer(manifest), Root = file.Container.Root });
        return stream.ToArray();
    }
}
