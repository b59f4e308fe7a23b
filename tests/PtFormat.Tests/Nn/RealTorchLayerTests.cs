using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Nn;

/// <summary>Real PyTorch takes the state_dict of every layer that was saved here, and gives the fixture's output for the fixture's input.</summary>
[Category("Python")]
sealed class RealTorchLayerTests
{
    const string Run = """
        import sys, torch
        from torch import nn
        sys.path.append("fixtures")
        from computed import Made, build

        def argument(value):
            if isinstance(value, dict):
                inner = {key: argument(item) for key, item in value.items()}
                return Made(inner["layer"], **inner["arguments"]) if value.keys() == {"layer", "arguments"} else inner
            return getattr(torch, value[6:]) if isinstance(value, str) and value.startswith("torch.") else value

        def given(value):
            if isinstance(value, dict):
                return nn.utils.rnn.PackedSequence(**value)
            if isinstance(value, tuple):
                return tuple(given(item) for item in value)
            return value.clone() if isinstance(value, torch.Tensor) else value

        def flat(value):
            if isinstance(value, dict):
                value = tuple(value.values())
            return [one for item in value for one in flat(item)] if isinstance(value, (tuple, list)) else [value]

        def same(one, other):
            if one is None or other is None:
                return one is other
            bound = 1e-5 * float(other.abs().nan_to_num(0, 0, 0).max()) if other.numel() and other.is_floating_point() else 0
            return one.dtype == other.dtype and one.shape == other.shape and torch.allclose(one, other, rtol=0, atol=bound, equal_nan=True)

        count = 0
        for line in open(sys.argv[1]):
            fixture, file = line.split()
            cases = torch.load(fixture)["cases"]
            saved = torch.load(file)
            assert len(saved) == len(cases)
            for case, state in zip(cases, saved):
                module = build(case["layer"], argument(case["arguments"]))
                if "wrap" in case:
                    function = nn.utils
                    for part in case["wrap"]["function"].split(".")[3:]:
                        function = getattr(function, part)
                    module = function(module, **case["wrap"]["arguments"])
                module.load_state_dict(state)
                module.train(case["train"])
                if "seed" in case:
                    torch.manual_seed(case["seed"])
                with torch.set_grad_enabled(case.get("grad", False)):
                    outputs = module(*[given(item) for item in case["inputs"]], **{key: given(item) for key, item in case["call"].items()})
                found, wanted = flat(outputs), flat(case["outputs"])
                if len(found) != len(wanted) or not all(map(same, found, wanted)):
                    print("wrong:", fixture, case["name"])
                count += 1
        print(count)
        """;

    [Test]
    public void PyTorchComputesWithOursWhatTheFixturesSay([Values("1.13", "2.14")] string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> list = [];
            int count = 0;
            foreach (string from in (string[])["layers", "losses"])
                foreach (string path in Directory.GetFiles(Repository.Path("fixtures", from, version), "*.pt").Where(path => Path.GetFileName(path) is not ("padded.pt" or "functions.pt")).Order(StringComparer.Ordinal))
                {
                    string name = Path.GetFileNameWithoutExtension(path), saved = Path.Combine(folder, $"{from}-{name}.pt");
                    LayerCase[] cases = LayerCase.Load(from, version, name);
                    PtFile.Save(saved, cases.Select(c => (object?)StateDictOf(c)).ToList(), new() { Producer = SaveTests.Producer(version) });
                    list.Add($"fixtures/{from}/{version}/{name}.pt {saved}");
                    count += cases.Length;
                }
            Assert.That(count, Is.GreaterThan(1000));
            string listed = Path.Combine(folder, "list.txt");
            File.WriteAllLines(listed, list);
            Assert.That(RealTorch.Run(version, Run, listed).Trim(), Is.EqualTo($"{count}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static StateDict StateDictOf(LayerCase c)
    {
        Module module = LayerTable.Rows[c.Layer].Make(c.Arguments);
        if (c["wrap"] is Dictionary<string, object?> wrap)
            ReparametrizeTests.Wrapped(module, wrap);
        module.LoadStateDict(c.State);
        return module.StateDict();
    }
}
