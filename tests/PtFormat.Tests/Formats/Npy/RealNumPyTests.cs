using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

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

    // Every array of records that NumPy wrote: read, one field replaced, written, and read by NumPy, which does the same to its own.
    const string CompareRecords = """
        import sys, json, numpy
        folder = sys.argv[1]
        for line in open(f"{folder}/changes"):
            source, member, path, number = json.loads(line)
            def load(file):
                found = numpy.load(file)
                return found[member] if member else found
            wanted, found = load("fixtures/arrays/written/" + source).copy(), load(f"{folder}/{number}{source}")
            target = wanted
            for field in path[:-1]:
                target = target[field]
            changed = target[path[-1]]
            target[path[-1]] = numpy.arange(100, 100 + changed.size).reshape(changed.shape).astype(changed.dtype)
            assert found.dtype == wanted.dtype and found.dtype.descr == wanted.dtype.descr and found.shape == wanted.shape, source
            # Field by field: what lies between fields of aligned records is nobody's.
            assert (found == wanted).all(), (source, path)
        print("compared")
        """;

    [Test]
    public void ItLoadsArraysOfRecords()
    {
        (string Source, string? Member, string[] Path)[] changes =
        [
            ("records-packed.npy", null, ["b"]), ("records-aligned.npy", null, ["b"]), ("records-big.npy", null, ["b"]), ("records-order.npy", null, ["b"]), ("records-nested.npy", null, ["p", "y"]),
            ("records-nested.npy", null, ["r", "t", "u"]), ("records.npz", "nested", ["r", "s"]),
        ];
        RealTorch.Require("2.14");
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> lines = [];
            for (int i = 0; i < changes.Length; i++)
            {
                (string source, string? member, string[] path) = changes[i];
                using PtFile file = PtFile.Open(Repository.Path("fixtures", "arrays", "written", source));
                string place = string.Concat((member is null ? path : [member, .. path]).Select(part => $"['{part}']"));
                Tensor old = file.Tensors.Single(entry => entry.Path == place).Tensor!;
                long[] numbers = [.. Enumerable.Range(100, (int)old.ElementCount).Select(number => (long)number)];
                file.Replace(place, Tensor.From<long>(numbers, old.Shape).To(old.DType));
                file.Save(Path.Combine(folder, $"{i}{source}"));
                lines.Add(JsonSerializer.Serialize(new object?[] { source, member, path, i }));
            }
            File.WriteAllLines(Path.Combine(folder, "changes"), lines);
            Assert.That(RealTorch.Run("2.14", CompareRecords, folder).Trim(), Is.EqualTo("compared"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
