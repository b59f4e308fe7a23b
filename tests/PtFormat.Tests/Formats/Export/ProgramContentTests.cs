using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Export;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Export;

/// <summary>Exported programs of real PyTorch, in both containers: what torch.export.load gives.</summary>
sealed class ProgramContentTests
{
    static readonly Dictionary<string, string> Kinds = new()
    {
        ["USER_INPUT"] = "UserInput",
        ["PARAMETER"] = "Parameter",
        ["BUFFER"] = "Buffer",
        ["CONSTANT_TENSOR"] = "Constant",
        ["USER_OUTPUT"] = "UserOutput",
        ["BUFFER_MUTATION"] = "BufferMutation",
    };

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "pt2" && !manifest.Facts.TryGetProperty("programs", out _)
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [Test]
    public void BothContainersAreThere() => Assert.That(Files().Select(data => ((Manifest)data.Arguments[0]!).ToString().Split('/')[1]).Distinct(), Is.EquivalentTo((string[])["2.6", "2.14"]));

    [Test]
    public void SeveralProgramsOfOneArchiveAreTorchs()
    {
        Manifest manifest = Manifest.All().Single(manifest => manifest.Format == "pt2" && manifest.Facts.TryGetProperty("programs", out _));
        using PtFile file = PtFile.Open(manifest.FilePath);
        string[] names = [.. manifest.Facts.GetProperty("programs").EnumerateArray().Select(name => name.GetString()!)];
        Assert.That(names, Has.Length.EqualTo(2));
        Assert.That(file.Programs.Select(program => program.Name), Is.EqualTo(names));
        Assert.That(file.Programs.Select(program => program.Graph.Nodes[^1].ShortName), Is.All.EqualTo("aten.mul.Tensor"));
        Assert.That(Sorted(ExpectedTensor.Describe(file.StateDict())), Is.EqualTo(Sorted(ExpectedTensor.All(manifest.Facts.GetProperty("state")))));
        Assert.That(file.Parts.Single(part => part.Name == "example_inputs").Count, Is.EqualTo(2));
        Assert.That(file.Tensors.Where(entry => entry.Path.Contains("example_inputs", StringComparison.Ordinal)).Select(entry => $"{entry.Path[2..].Split('.')[0]} {entry.Shape}"),
            Is.EqualTo(manifest.Facts.GetProperty("inputs").EnumerateArray().Select(line => line.GetString())));
        Assert.That(file.Verify().IsSound, Is.True);
    }

    [TestCaseSource(nameof(Files))]
    public void WeightsAndConstantsAreTorchs(Manifest manifest)
    {
        using PtFile opened = PtFile.Open(manifest.FilePath), loaded = PtFile.Load(manifest.FilePath), mapped = PtFile.Open(manifest.FilePath, new PtLoadOptions { MemoryMap = true });
        foreach (PtFile file in (PtFile[])[opened, loaded, mapped])
        {
            Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Pt2));
            // The order is the file's: torch.export.load sorts what shares a storage together, too.
            Assert.That(Sorted(ExpectedTensor.Describe(file.StateDict())), Is.EqualTo(Sorted(ExpectedTensor.All(manifest.Facts.GetProperty("state")))));
            Assert.That(Sorted(ExpectedTensor.Describe(file.StateDict("constants"))), Is.EqualTo(Sorted(ExpectedTensor.All(manifest.Facts.GetProperty("constants")))));
        }
    }

    [TestCaseSource(nameof(Files))]
    public void ExampleInputsAreTorchs(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        const string root = "['example_inputs']";
        Assert.That(file.Tensors.Where(entry => entry.Path.StartsWith(root, StringComparison.Ordinal)).Select(entry => $"{entry.Path[root.Length..]} {entry.DTypeName} {entry.Shape} {TensorHash.Sha256(entry)}"),
            Is.EqualTo(manifest.Facts.GetProperty("inputs").GetProperty("tensors").EnumerateArray().Select(tensor => $"{tensor.GetProperty("path")} {tensor.GetProperty("dtype")} [{string.Join(", ", tensor.GetProperty("shape").EnumerateArray())}] {tensor.GetProperty("sha256")}")));
    }

    [TestCaseSource(nameof(Files))]
    public void TheGraphIsTorchs(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        ExportedGraph graph = file.Programs.Single().Graph;
        // Items of results are nodes of their own in PyTorch's graph, and names of outputs here.
        JsonElement[] expected = [.. manifest.Facts.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("target").GetString() != "getitem")];
        Assert.That(graph.Nodes.Select(Target), Is.EqualTo(expected.Select(node => node.GetProperty("target").GetString())));
        for (int i = 0; i < expected.Length; i++)
        {
            string[] wanted = [.. expected[i].GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];
            // What has its default at the end is left out of PyTorch's graph once it was loaded.
            Assert.That(graph.Nodes[i].Arguments.Select(argument => argument.Value.ToString()).Take(wanted.Length), Is.EqualTo(wanted), graph.Nodes[i].Operator);
            if (expected[i].GetProperty("gives").GetString() is { } gives && graph.Nodes[i].Outputs is [ExportedArgument.TensorReference result])
            {
                Assert.That(result.Name, Is.EqualTo(expected[i].GetProperty("path").GetString()));
                Assert.That(graph.Tensors[result.Name].ToString(), Is.EqualTo(gives));
            }
        }

        // A function that is no operator of torch's is known to Python by its name alone.
        static string Target(ExportedNode node) => node.Operator.StartsWith("torch.ops.", StringComparison.Ordinal) && !node.Operator.StartsWith("torch.ops.higher_order.", StringComparison.Ordinal)
            ? node.ShortName
            : node.Operator[(node.Operator.LastIndexOf('.') + 1)..];
    }

    [TestCaseSource(nameof(Files))]
    public void TheSignatureIsTorchs(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        ExportedProgram program = file.Programs.Single();
        IEnumerable<string> found =
        [
            .. program.Inputs.Select(input => $"{(input.Kind == ExportedInputKind.FixedInput ? $"UserInput {input.Target}" : $"{input.Kind} {input.Argument} {input.Target}")}"),
            .. program.Outputs.Select(output => $"{output.Kind} {(output.Argument is ExportedArgument.TensorReference or ExportedArgument.SymbolReference ? output.Argument : "")} {output.Target}"),
        ];
        IEnumerable<string> expected = manifest.Facts.GetProperty("signature").EnumerateArray().Select(side => $"{Kinds[side.GetProperty("kind").GetString()!]} {side.GetProperty("path")} {side.GetProperty("target")}");
        Assert.That(found.Select(side => side.TrimEnd()), Is.EqualTo(expected.Select(Constant)));

        // A constant that is given back has a name in PyTorch that the file does not hold.
        string Constant(string side) => program.Outputs.Any(output => output.Argument is ExportedArgument.None or ExportedArgument.Integer) && side.StartsWith("UserOutput const", StringComparison.Ordinal) ? "UserOutput" : side.TrimEnd();
    }

    [TestCaseSource(nameof(Files))]
    public void RangesAreTorchs(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        Assert.That(file.Programs.Single().Ranges.Select(range => $"{range.Symbol} {range.Smallest} {range.Largest}"),
            Is.EqualTo(manifest.Facts.GetProperty("ranges").EnumerateArray().Select(range => $"{range.GetProperty("path")} {range.GetProperty("from")} {range.GetProperty("to")}")));
    }

    [TestCaseSource(nameof(Files))]
    public void ConvertingKeepsEveryBit(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        foreach (PtSaveFormat format in (PtSaveFormat[])[PtSaveFormat.Zip, PtSaveFormat.Safetensors])
        {
            using MemoryStream output = new();
            file.Save(output, new PtSaveOptions { Format = format });
            using PtFile again = PtFile.Open(output.ToArray());
            StateDict found = again.StateDict();
            foreach ((StateKey name, object? tensor) in file.StateDict())
                if (format == PtSaveFormat.Zip || found.ContainsKey(name))
                    Assert.That(ExpectedTensor.Sha256((Tensor)found[name]!), Is.EqualTo(ExpectedTensor.Sha256((Tensor)tensor!)), $"{format} {name}");
        }
    }

    [Test]
    public void GraphsInGraphsAreTyped([Values("2.6", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(Repository.Path("fixtures", "exported", version, "branches.pt2"));
        ExportedNode branch = file.Programs.Single().Graph.Nodes.Single(node => node.Operator == "torch.ops.higher_order.cond");
        ExportedArgument.Subgraph[] graphs = [.. branch.Arguments.Select(argument => argument.Value).OfType<ExportedArgument.Subgraph>()];
        Assert.That(graphs.Select(graph => string.Join(" ", graph.Graph.Nodes.Select(node => node.ShortName))), Is.EqualTo((string[])["aten.linear.default aten.sin.default", "aten.linear.default aten.cos.default aten.add.Tensor"]));
        Assert.That(branch.Arguments[^1].Value, Is.TypeOf<ExportedArgument.List>());
    }

    [Test]
    public void RewritingIsRefusedByName([Values("2.6", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(Repository.Path("fixtures", "exported", version, "net.pt2"));
        Assert.That(() => file.Save(new MemoryStream()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("exported program"));
        Assert.That(file.Programs.Single().TorchVersion, Does.StartWith(version));
    }

    static string[] Sorted(IReadOnlyList<string> lines) =>
        // Which number a storage has depends on the order.
        [.. lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, @"\] (\d+) \d+ ([0-9a-f]{64})$", "] $1 $2")).Order(StringComparer.Ordinal)];
}
