using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats.Npy;

/// <summary>NumPy takes what was written here.</summary>
[Category("Python")]
sealed class RealNumPyTests
{
    const string Compare = """
        import sys, numpy, torch
        folder = sys.argv[1]
        wanted = torch.load("fixtures/npy/2.14/arrays.pt")
        def same(a, b, name):
            assert a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes(), name
        for archive in ("stored.npz", "deflated.npz"):
            with numpy.load(f"{folder}/{archive}") as found:
                assert sorted(found.files) == sorted(wanted), archive
                for name, tensor in wanted.items():
                    same(found[name], tensor.resolve_conj().resolve_neg().numpy(), name)
        same(numpy.load(f"{folder}/one.npy"), torch.load("fixtures/zip/2.14/bare-tensor.pt").numpy(), "one")
        print("compared")
        """;

    [Test]
    public void ItLoadsWhatWasConverted()
    {
        RealTorch.Require("2.14");
        string folder = RealTorch.NewFolder();
        try
        {
            using (PtFile file = PtFile.Open(Repository.Path("fixtures", "npy", "2.14", "arrays.pt")))
            {
                file.Save(Path.Combine(folder, "stored.npz"), new PtSaveOptions { Format = PtSaveFormat.Npz });
                file.Save(Path.Combine(folder, "deflated.npz"), new PtSaveOptions { Format = PtSaveFormat.Npz, Compress = true });
            }
            using (PtFile file = PtFile.Open(Repository.Path("fixtures", "zip", "2.14", "bare-tensor.pt")))
                file.Save(Path.Combine(folder, "one.npy"), new PtSaveOptions { Format = PtSaveFormat.Npy });
            Assert.That(RealTorch.Run("2.14", Compare, folder).Trim(), Is.EqualTo("compared"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
