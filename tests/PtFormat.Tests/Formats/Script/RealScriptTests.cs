using NUnit.Framework;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats.Script;

/// <summary>PyTorch takes the state_dicts that were converted, and finds in them what its own loader finds in the archives.</summary>
[Category("Python")]
sealed class RealScriptTests
{
    const string Compare = """
        import sys, warnings, torch
        warnings.filterwarnings("ignore")
        def raw(tensor): return bytes(tensor.detach().resolve_conj().contiguous().clone().untyped_storage())
        for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
            ours, theirs = line.split("\t")
            found = torch.load(ours, weights_only=True)
            if theirs.endswith(".pt2"):
                try:
                    wanted = dict(torch.export.load(theirs).state_dict)
                except KeyError:
                    # Several programs, none of them called "model": torch.export.load knows that one alone.
                    from torch.export.pt2_archive._package import load_pt2
                    programs = load_pt2(theirs).exported_programs
                    wanted = {f"{program}.{name}": tensor for program in programs for name, tensor in programs[program].state_dict.items()}
            else:
                loaded = torch.jit.load(theirs)
                wanted = loaded.state_dict()
                assert list(wanted) == list(found), (ours, list(wanted), list(found))
                loaded.load_state_dict(found)
            assert set(wanted) == set(found), (ours, set(wanted) ^ set(found))
            for name, tensor in wanted.items():
                assert (tensor.dtype, tensor.shape, tensor.layout) == (found[name].dtype, found[name].shape, found[name].layout), (ours, name)
                if tensor.layout == torch.strided:
                    assert tensor.stride() == found[name].stride() and raw(tensor) == raw(found[name]), (ours, name)
                else:
                    assert torch.equal(tensor.to_dense(), found[name].to_dense()), (ours, name)
        print("compared")
        """;

    [TestCase("2.6")]
    [TestCase("2.14")]
    public void ItLoadsWhatWasConverted(string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> lines = [];
            foreach (string path in Directory.EnumerateFiles(Repository.Path("fixtures", "torchscript", version), "*.pt").Concat(Directory.EnumerateFiles(Repository.Path("fixtures", "exported", version), "*.pt2")))
            {
                string ours = Path.Combine(folder, Path.GetFileName(path) + "-converted.pt");
                using PtFile file = PtFile.Open(path);
                file.Save(ours, new PtSaveOptions());
                lines.Add($"{ours}\t{Path.GetRelativePath(Repository.Root, path)}");
            }
            string list = Path.Combine(folder, "list.txt");
            File.WriteAllLines(list, lines);
            Assert.That(RealTorch.Run(version, Compare, list).Trim(), Is.EqualTo("compared"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
