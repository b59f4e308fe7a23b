using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Pickle;
using PtFormat.Tensors;
using PtFormat.Tests.Models;

namespace PtFormat.Tests.House;

/// <summary>The C# of the guides in docs, compiled and run.</summary>
sealed class GuideExamples
{
    string _before = "";
    string _folder = "";

    // The guides name files without folders: each test stands in a folder of its own, with a model and a checkpoint.
    [SetUp]
    public void StandInAFolder()
    {
        _before = Environment.CurrentDirectory;
        _folder = Directory.CreateTempSubdirectory("ptformat-guide").FullName;
        File.Copy(DigitFixtures.ModelPath("2.14", "modelnet"), Path.Combine(_folder, "modelnet.pt"));
        File.Copy(Repository.Path("fixtures", "checkpoint", "2.14", "adam.pt"), Path.Combine(_folder, "checkpoint.pt"));
        Environment.CurrentDirectory = _folder;
    }

    [TearDown]
    public void GoBack()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void ACheckpoint()
    {
        using PtFile checkpoint = PtFile.Open("checkpoint.pt");
        long epoch = checkpoint.StateDict().Get<long>("epoch");
        StateDict weights = checkpoint.StateDict("model_state_dict");
        Tensor first = weights.Tensor("0.weight");
        Assert.That((epoch, first.Shape.ToString()), Is.EqualTo((5L, "[2, 1, 3, 3]")));
    }

    [Test]
    public void APartOfAModel()
    {
        ModelNet model = new();
        using PtFile file = PtFile.Open("modelnet.pt");
        StateDict state = file.StateDict();
        StateDict part = [];
        foreach ((string name, Tensor tensor) in state.Tensors().Where(entry => entry.Key.StartsWith("conv", StringComparison.Ordinal)))
            part[name] = tensor;
        LoadReport report = model.LoadStateDict(part, strict: false);
        Console.WriteLine(report);                          // what is missing, what is unexpected, which names are near
        Assert.That(report.Missing, Has.Count.EqualTo(6));
    }

    [Test]
    public void OtherNames()
    {
        ModelNet model = new();
        StateDict wrapped = model.StateDict().Rename(name => name.StartsWith("fc3.", StringComparison.Ordinal) ? $"module.head.{name[4..]}" : $"module.{name}");
        StateDict named = wrapped.WithoutPrefix("module.")              // as DataParallel leaves it
            .Rename(name => name.Replace("head.", "fc3.", StringComparison.Ordinal));
        Assert.That(model.LoadStateDict(named).Missing, Is.Empty);
    }

    [Test]
    public void FromMemory()
    {
        byte[] upload = File.ReadAllBytes("modelnet.pt");
        using PtFile file = PtFile.Open(upload);
        Assert.That(file.Tensors, Has.Count.EqualTo(10));
    }

    [Test]
    public void WhatIsWrong()
    {
        File.WriteAllText("notes.pt", "Once upon a time");
        PtErrorKind? kind = null;
        try
        {
            using PtFile file = PtFile.Open("notes.pt");
        }
        catch (PtFormatException e)
        {
            Console.Error.WriteLine(e.Message);             // file, record and offset, what was found, what was needed
            kind = e.Kind;                                  // Truncated, Malformed, Checksum, ForbiddenGlobal, …
        }
        Assert.That(kind, Is.Not.Null);
    }

    [Test]
    public void Policies()
    {
        PtLoadOptions options = new() { Policy = GlobalPolicy.AllowList(["mylib.Config"]) };
        using PtFile file = PtFile.Open("modelnet.pt", options);
        Assert.That(file.Tensors, Is.Not.Empty);
    }

    [Test]
    public void OtherVersionsAndFormats()
    {
        StateDict state = new() { ["fc.weight"] = Tensor.Zeros([4, 2]) };
        PtFile.Save("old.pt", state, new PtSaveOptions { Producer = PtProducer.Torch113 });
        PtFile.Save("older.pt", state, new PtSaveOptions { Format = PtSaveFormat.Legacy });
        PtFile.Save("weights.safetensors", state, new PtSaveOptions { Format = PtSaveFormat.Safetensors });
        PtFile.SaveShards("shards", state, maxShardBytes: 5_000_000_000, new PtSaveOptions { Format = PtSaveFormat.Safetensors });
        foreach (string path in new[] { "old.pt", "older.pt", "weights.safetensors", "shards" })
        {
            using PtFile file = PtFile.Open(path);
            Assert.That(file.Tensors, Has.Count.EqualTo(1), path);
        }
    }

    [Test]
    public void Checking()
    {
        using PtFile file = PtFile.Open("modelnet.pt");
        PtVerification report = file.Verify();
        if (!report.IsSound)
            Console.Error.WriteLine(report.Problems[0].Message);
        Assert.That(report.IsSound);
    }

    [Test]
    public void Training()
    {
        Tensor weightGradient = Tensor.Zeros([1, 1]), biasGradient = Tensor.Zeros([1]);
        Linear model = new(1, 1);
        model.Initialize(new Generator(seed: 1));                   // the values that PyTorch draws after manual_seed(1)
        Sgd optimizer = new(model, learningRate: 0.2, momentum: 0.5);
        StepLr scheduler = new(optimizer, stepSize: 25, gamma: 0.5);

        optimizer.Step(new() { [model.Weight] = weightGradient, [model.Bias] = biasGradient });
        scheduler.Step();

        PtFile.Save("checkpoint.pt", new StateDict
        {
            IsOrdered = false,
            ["model"] = model.StateDict(),
            ["optimizer"] = optimizer.StateDict(),
            ["scheduler"] = scheduler.StateDict(),
        });
        using PtFile saved = PtFile.Open("checkpoint.pt");
        Assert.That(saved.StateDict("optimizer").Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "state", "param_groups" }));
    }

    [Test]
    public void ALayerOfOperations()
    {
        Gate gate = new(4);
        gate.Initialize(new Generator(1));
        Assert.That(gate.Forward(Tensor.Zeros([2, 4])).Shape.ToString(), Is.EqualTo("[2, 4]"));
        Assert.That(gate.StateDict().Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "scale", "gate.weight", "gate.bias" }));
    }

    /// <summary>scale * x * sigmoid(linear(x))</summary>
    sealed class Gate : Layer
    {
        readonly Parameter _scale;
        readonly Linear _gate;

        public Gate(int features)
        {
            _scale = Parameter("scale", [features], Init.Ones);
            _gate = Child("gate", new Linear(features, features));
        }

        public override Tensor Forward(Tensor x) => Ops.Mul(Ops.Mul(x, Ops.Sigmoid(_gate.Forward(x))), _scale.Value);
    }
}
