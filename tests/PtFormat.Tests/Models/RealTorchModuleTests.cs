using System.Globalization;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Models;

/// <summary>Real PyTorch takes the modules that were saved here, runs them and saves the same bytes.</summary>
[Category("Python")]
sealed class RealTorchModuleTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = RealTorch.NewFolder();

    [TearDown]
    public void RemoveIt() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ItRunsAWholeSequential([Values("1.13", "2.6", "2.14")] string version, [Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        Sequential model = new(new Conv2d(1, 2, 3, padding: 1), new BatchNorm2d(2), new Relu(), new MaxPool2d(2), new Flatten(), new Dropout(0.5), new Linear(8, 3), new Softmax(-1));
        Fill(model);
        model.Eval();
        Compare(version, format, "", model, Numbers([2, 1, 4, 4]));
    }

    [Test]
    public void ItRunsNormsAndEncoders([Values("1.13", "2.6", "2.14")] string version, [Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        Conv1d conv = new(2, 4, 2);
        Linear linear = new(3, 4);
        Sequential model = new(conv, linear, new TransformerEncoder(new TransformerEncoderLayer(4, 2, 8, dropout: 0), 2, new LayerNorm(4)), new Flatten(0, 1), new GruCell(4, 2));
        Fill(model);
        conv.WeightNorm(dim: null);
        linear.SpectralNorm(nPowerIterations: 3, generator: new(1));
        model.Eval();
        Compare(version, format, "", model, Numbers([3, 2, 4]));
    }

    [Test]
    public void ItRunsAWholeModelNet([Values("1.13", "2.6", "2.14")] string version, [Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        ModelNet model = new();
        using (PtFile file = PtFile.Open(DigitFixtures.ModelPath("2.14", "modelnet")))
            model.LoadStateDict(file.StateDict());
        model.Eval();
        Compare(version, format, "sys.path.insert(0, 'fixtures/digits'); from models import ModelNet", model, DigitModel.Enlarged([DigitFixtures.Images[0]]));
    }

    [Test]
    public void AWholeModelNetIsTheSameBytes([Values("1.13", "2.6", "2.14")] string version, [Values("__main__", "models")] string module)
    {
        string state = DigitFixtures.ModelPath(version, "modelnet"), theirs = Path.Combine(_folder, "m.pt"), ours = Path.Combine(_folder, "ours.pt");
        string script = $$"""
            import sys, torch
            sys.path.insert(0, "fixtures/digits")
            from models import ModelNet
            ModelNet.__module__ = "{{module}}"
            model = ModelNet()
            model.load_state_dict(torch.load(sys.argv[1]))
            torch.save(model.eval(), sys.argv[2])
            """;
        RealTorch.Run(version, script, $"fixtures/digits/{version}/modelnet.pt", theirs);
        Module made = module == "__main__" ? new ModelNet() : new NetOfAModule();
        using (PtFile file = PtFile.Open(state))
            made.LoadStateDict(file.StateDict());
        made.Eval();
        made.Save(ours, new() { Producer = WholeModules.Producer(version), Root = "m" });
        byte[] expected = File.ReadAllBytes(theirs), saved = File.ReadAllBytes(ours);
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => Formats.FileDifference.Describe(expected, saved));
    }

    // The names of their weights are made by formatting, so the bytes depend on what else the process has.
    [TestCase("GRU(2, 3, bidirectional=True, batch_first=True)")]
    [TestCase("RNN(2, 3, nonlinearity='relu')")]
    [TestCase("LSTM(2, 3, proj_size=2, bias=False)")]
    [TestCase("LSTM(2, 3, num_layers=2, bidirectional=True)")]
    public void ARecurrentLayerAloneInItsProcessIsTheSameBytes(string made)
    {
        Module module = made switch
        {
            "GRU(2, 3, bidirectional=True, batch_first=True)" => new Gru(2, 3, bidirectional: true, batchFirst: true),
            "RNN(2, 3, nonlinearity='relu')" => new Rnn(2, 3, nonlinearity: "relu"),
            "LSTM(2, 3, proj_size=2, bias=False)" => new Lstm(2, 3, projSize: 2, bias: false),
            _ => new Lstm(2, 3, numLayers: 2, bidirectional: true),
        };
        foreach (string version in WholeModules.Versions)
        {
            string theirs = Path.Combine(_folder, "m.pt"), ours = Path.Combine(_folder, "ours.pt");
            RealTorch.Run(version, $"import sys, torch; torch.save(torch.nn.{made}, sys.argv[1])", theirs);
            using (PtFile file = PtFile.Open(theirs))
                module.LoadStateDict(file.StateDict());
            module.Save(ours, new() { Producer = WholeModules.Producer(version), Root = "m" });
            Assert.That(File.ReadAllBytes(ours).AsSpan().SequenceEqual(File.ReadAllBytes(theirs)), Is.True, () => Formats.FileDifference.Describe(File.ReadAllBytes(theirs), File.ReadAllBytes(ours)));
        }
    }

    void Compare(string version, PtSaveFormat format, string import, Layer model, Tensor x)
    {
        string path = Path.Combine(_folder, "model.pt"), input = Path.Combine(_folder, "x.pt");
        model.Save(path, new() { Producer = WholeModules.Producer(version), Format = format });
        PtFile.Save(input, x, new() { Producer = WholeModules.Producer(version) });
        string script = $$"""
            import sys, torch
            {{import}}
            options = {} if torch.__version__ < "2" else {"weights_only": False}
            model = torch.load(sys.argv[1], **options)
            assert not model.training
            print(*model(torch.load(sys.argv[2])).flatten().tolist())
            """;
        string[] printed = RealTorch.Run(version, script, path, input).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        float[] theirs = [.. printed.Select(number => float.Parse(number, CultureInfo.InvariantCulture))], ours = model.Forward(x).ToArray<float>();
        Assert.That(theirs, Is.EqualTo(ours).Within(1e-5f));
    }

    // The tutorial's network as a program has it that imports its models.
    sealed class NetOfAModule : Module
    {
        public NetOfAModule()
        {
            Child("conv1", new Conv2d(3, 6, 5));
            Child("pool", new MaxPool2d(2, 2));
            Child("conv2", new Conv2d(6, 16, 5));
            Child("fc1", new Linear(16 * 5 * 5, 120));
            Child("fc2", new Linear(120, 84));
            Child("fc3", new Linear(84, 10));
        }

        protected internal override string PythonName => "models.ModelNet";
    }

    static void Fill(Module model)
    {
        foreach ((_, Parameter parameter) in model.NamedParameters())
            parameter.Value = Numbers(parameter.Value.Shape);
    }

    static Tensor Numbers(Shape shape)
    {
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = i * 37 % 19 / 19f - 0.4f;
        return Tensor.From<float>(values, shape);
    }
}
