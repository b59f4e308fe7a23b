using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats.Safetensors;

/// <summary>The safetensors library takes what was written here.</summary>
[Category("Python")]
sealed class RealSafetensorsTests
{
    // Without names that tie: the library's loaders know nothing of them.
    const string Compare = """
        import sys, torch
        from safetensors import safe_open
        from safetensors.torch import load_file
        def raw(tensor): return bytes(tensor.contiguous().clone().untyped_storage())
        for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
            ours, theirs = line.split("\t")
            wanted, found = torch.load(theirs), load_file(ours)
            assert set(wanted) == set(found), (ours, set(wanted) ^ set(found))
            for name, tensor in wanted.items():
                assert tensor.dtype == found[name].dtype and tensor.shape == found[name].shape, (ours, name)
                assert raw(tensor) == raw(found[name]), (ours, name)
            with safe_open(ours, framework="pt") as file:
                assert file.metadata() == {"format": "pt", "by": "PtFormat"}, file.metadata()
        print("compared")
        """;

    [Test]
    public void ItLoadsWhatWasConverted()
    {
        RealTorch.Require("2.14");
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> lines = [];
            foreach (string name in (string[])["safetensors/2.14/dtypes", "safetensors/2.14/shapes", "safetensors/2.14/names", "safetensors/2.14/strided", "digits/2.14/modelnet", "digits/1.13/digitlstm"])
            {
                string ours = Path.Combine(folder, name.Replace('/', '-'));
                using PtFile file = PtFile.Open(Repository.Path("fixtures", name + ".pt"));
                file.Save(ours, new PtSaveOptions { Format = PtSaveFormat.Safetensors, Metadata = [new("format", "pt"), new("by", "PtFormat")] });
                lines.Add($"{ours}\tfixtures/{name}.pt");
            }
            string list = Path.Combine(folder, "list.txt");
            File.WriteAllLines(list, lines);
            Assert.That(RealTorch.Run("2.14", Compare, list).Trim(), Is.EqualTo("compared"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
