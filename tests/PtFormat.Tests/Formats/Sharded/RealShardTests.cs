using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats.Sharded;

/// <summary>Python reads a checkpoint in several files as libraries do: by the index.</summary>
[Category("Python")]
sealed class RealShardTests
{
    const string Compare = """
        import json, sys, torch
        from safetensors.torch import load_file
        wanted = torch.load("fixtures/digits/2.14/modelnet.pt")
        for kind, index, load in (("safetensors", "model.safetensors", load_file), ("bin", "pytorch_model.bin", torch.load)):
            folder = f"{sys.argv[1]}/{kind}/"
            weight_map = json.load(open(folder + index + ".index.json"))["weight_map"]
            files = sorted(set(weight_map.values()))
            assert len(files) > 2, files
            found = {}
            for file in files:
                shard = load(folder + file)
                assert all(weight_map[name] == file for name in shard), file
                found.update(shard)
            assert set(found) == set(wanted)
            for name, tensor in wanted.items():
                assert torch.equal(tensor, found[name]), name
        print("compared")
        """;

    [Test]
    public void ItLoadsWhatWasSplit()
    {
        RealTorch.Require("2.14");
        string folder = RealTorch.NewFolder();
        try
        {
            using (PtFile file = PtFile.Open(Repository.Path("fixtures", "digits", "2.14", "modelnet.pt")))
            {
                PtFile.SaveShards(Path.Combine(folder, "safetensors"), file.StateDict(), 50_000, new PtSaveOptions { Format = PtSaveFormat.Safetensors });
                PtFile.SaveShards(Path.Combine(folder, "bin"), file.StateDict(), 50_000);
            }
            Assert.That(RealTorch.Run("2.14", Compare, folder).Trim(), Is.EqualTo("compared"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
