using System.Globalization;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Real PyTorch reads what was written here, and writes the same.</summary>
[Category("Python")]
sealed class RealTorchSaveTests
{
    // Compares what two files hold: bit patterns, shapes, strides, keys and plain values.
    const string Compare = """
        import sys, torch
        NEW = torch.__version__ >= "2"
        def options(path, zipped):
            yield {"weights_only": True}
            yield {"weights_only": False}
            if NEW and zipped: yield {"weights_only": True, "mmap": True}
        def raw(tensor):
            return bytes(tensor.untyped_storage() if NEW else tensor.storage().untyped())
        def same(a, b, path):
            if isinstance(b, torch.Tensor):
                # A StateDict does not know parameters and gradients, and conjugates what is conjugated.
                b = b.detach().resolve_conj().resolve_neg()
                assert isinstance(a, torch.Tensor) and a.dtype == b.dtype and a.layout == b.layout and a.is_quantized == b.is_quantized, path
                if getattr(b, "is_nested", False):
                    for x, y in zip(a.unbind(), b.unbind()): same(x, y, path)
                    return
                assert a.shape == b.shape, path
                if b.layout is not torch.strided or b.is_quantized:
                    assert str(a) == str(b), path
                    return
                assert (a.stride(), a.storage_offset()) == (b.stride(), b.storage_offset()), path
                assert a.device.type == b.device.type and (b.device.type == "meta" or raw(a) == raw(b)), path
                return
            assert type(a) is type(b), (path, type(a), type(b))
            if isinstance(b, dict):
                assert list(a) == list(b), path
                for key in b: same(a[key], b[key], path + [key])
                same(getattr(a, "_metadata", None), getattr(b, "_metadata", None), path + ["_metadata"])
            elif isinstance(b, (list, tuple)):
                assert len(a) == len(b), path
                for i, (x, y) in enumerate(zip(a, b)): same(x, y, path + [i])
            else:
                assert repr(a) == repr(b), (path, a, b)
        compared = 0
        for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
            ours, theirs, zipped = line.split("\t")
            for choice in options(theirs, int(zipped)):
                try:
                    wanted = torch.load(theirs, **choice)
                except Exception:
                    continue
                same(torch.load(ours, **choice), wanted, [theirs, choice])
                compared += 1
        print("compared", compared)
        """;

    // SaveTests says what a StateDict has no place for in them.
    static readonly string[] Exceptions = ["jagged.pt", "nested.pt", "scheduler-multistep.pt", "scheduler-onecycle.pt", "many.pt", "conj-neg.pt"];

    static readonly string[] Wanted = ["digits", "checkpoint", "optim", "views", "layouts", "dtypes"];

    [Test]
    public void WhatIsSavedAnewHoldsTheSame([Values("1.13", "2.6", "2.14")] string version, [Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> lines = [];
            foreach (Manifest manifest in Manifest.All().Where(m => m.Format == "zip" && Wanted.Contains(m.Case) && m.ToString().Split('/')[1] == version))
            {
                string name = Path.GetFileName(manifest.FilePath), ours = Path.Combine(folder, $"{manifest.Case}-{name}");
                if (Exceptions.Contains(name) && $"{manifest.Case}/{name}" != "layouts/nested.pt")
                    continue;
                using PtFile file = PtFile.Open(manifest.FilePath);
                // From legacy files that it wrote itself PyTorch loads no dtype without a storage class, and no nested tensor, which it
                // checks before it has read the sizes.
                if (format == PtSaveFormat.Legacy && file.Tensors.Any(entry => entry.Tensor?.DType.Info() is { StorageName: null } || entry.Kind == TensorKind.Nested))
                    continue;
                PtFile.Save(ours, file.RootStateDict(), new PtSaveOptions { Producer = SaveTests.Producer(version), Format = format });
                lines.Add($"{ours}\tfixtures/{manifest}\t{(format == PtSaveFormat.Zip ? 1 : 0)}");
            }
            Assert.That(lines, Has.Count.GreaterThan(30));
            string list = Path.Combine(folder, "list.txt");
            File.WriteAllLines(list, lines);
            string output = RealTorch.Run(version, Compare, list);
            Assert.That(int.Parse(output.AsSpan("compared ".Length), CultureInfo.InvariantCulture), Is.GreaterThan(lines.Count));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void WhatIsConvertedHoldsTheSame(string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            List<string> lines = [];
            foreach (string name in (string[])["state-dict.pt", "many.pt", "protocol-2.pt", "bare-tensor.pt"])
            {
                using PtFile file = PtFile.Open(Repository.Path("fixtures", "legacy", version, name));
                string zip = Path.Combine(folder, name), legacy = Path.Combine(folder, $"legacy-{name}");
                file.Save(zip, new PtSaveOptions { Producer = SaveTests.Producer(version) });
                using PtFile zipped = PtFile.Open(zip);
                zipped.Save(legacy, new PtSaveOptions { Format = PtSaveFormat.Legacy });
                lines.AddRange([$"{zip}\tfixtures/legacy/{version}/{name}\t0", $"{legacy}\tfixtures/legacy/{version}/{name}\t0"]);
            }
            string list = Path.Combine(folder, "list.txt");
            File.WriteAllLines(list, lines);
            Assert.That(int.Parse(RealTorch.Run(version, Compare, list).AsSpan("compared ".Length), CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(lines.Count));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Values that a StateDict can hold, written here and by torch.save: the same bytes.
    const string Write = """
        import sys, collections, torch
        folder, protocols = sys.argv[1], (2, 3, 4, 5)
        weight = torch.arange(6, dtype=torch.float32).view(2, 3)
        betas = (0.9, 0.999)
        def path(*parts): return ".".join(parts)
        model = collections.OrderedDict()
        model["weight"] = weight
        model[path("fc", "weight")] = weight.t()
        model["half"] = torch.tensor([1.5, 2.5], dtype=torch.float16)
        model._metadata = collections.OrderedDict()
        for name in ["", path("fc"), path("x", "")[:-1]]:
            model._metadata[name] = {"version": 1}
        copy = collections.OrderedDict((path(*key.split(".")), value.clone()) for key, value in model.items())
        value = {
            "model": model, "copy": copy, "epoch": 3, "big": 2 ** 40, "negative": -1, "rate": 0.1, "nothing": None,
            "flags": [True, False], "size": (1, 2, 3, 4), "empty": [], "tuple": (), "name": "model", "mode": "mean",
            "device": "cpu", "storage": "torch",
            "groups": [{"lr": 0.1, "betas": betas}, {"lr": 0.2, "betas": betas}],
            7: torch.tensor([True, False]), "long": list(range(2001)), "scalar": torch.tensor(3),
        }
        for protocol in protocols:
            torch.save(value, f"{folder}/m-{protocol}.pt", pickle_protocol=protocol)
        """;

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void TheSameBytesAsTorchWrites(string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            RealTorch.Run(version, Write, folder);
            Tensor weight = Tensor.From<float>([0, 1, 2, 3, 4, 5], [2, 3]);
            Tensor half = Tensor.From<Half>((Half)1.5, (Half)2.5);
            StateDict one = Versions(), metadata = new() { [""] = one, ["fc"] = Versions(), ["x"] = Versions() };
            StateDict model = new() { ["weight"] = weight, ["fc.weight"] = weight.Transpose(0, 1), ["half"] = half };
            model.Metadata = metadata;
            // clone() keeps the order of the elements in memory.
            StateDict copy = new() { ["weight"] = weight.Clone(), ["fc.weight"] = weight.Clone().Transpose(0, 1), ["half"] = half.Clone() };
            TupleValue betas = new(0.9, 0.999);
            StateDict value = new()
            {
                IsOrdered = false,
                ["model"] = model,
                ["copy"] = copy,
                ["epoch"] = 3L,
                ["big"] = 1L << 40,
                ["negative"] = -1L,
                ["rate"] = 0.1,
                ["nothing"] = null,
                ["flags"] = new List<object?> { true, false },
                ["size"] = new TupleValue(1L, 2L, 3L, 4L),
                ["empty"] = new List<object?>(),
                ["tuple"] = new TupleValue(),
                ["name"] = "model",
                ["mode"] = "mean",
                ["device"] = "cpu",
                ["storage"] = "torch",
                ["groups"] = new List<object?> { new StateDict { IsOrdered = false, ["lr"] = 0.1, ["betas"] = betas }, new StateDict { IsOrdered = false, ["lr"] = 0.2, ["betas"] = betas } },
                [7] = Tensor.From<Bool8>(true, false),
                ["long"] = Enumerable.Range(0, 2001).Select(i => (object?)(long)i).ToList(),
                ["scalar"] = Tensor.From<long>([3], []),
            };
            for (int protocol = 2; protocol <= 5; protocol++)
            {
                byte[] expected = File.ReadAllBytes(Path.Combine(folder, $"m-{protocol}.pt"));
                string ours = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "ours")).FullName, $"m-{protocol}.pt");
                PtFile.Save(ours, value, new PtSaveOptions { Producer = SaveTests.Producer(version), PickleProtocol = protocol });
                byte[] actual = File.ReadAllBytes(ours);
                Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => $"protocol {protocol}: {FileDifference.Describe(expected, actual)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static StateDict Versions() => new() { IsOrdered = false, ["version"] = 1L };
    }
}
