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

/// <summary>The README's C#, compiled and run.</summary>
sealed class ReadmeExamples
{
    string _folder = "";

    // The README opens files by their bare names.
    [SetUp]
    public void StandBesideTheFile()
    {
        _folder = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(DigitFixtures.ModelPath("2.14", "modelnet"))!;
    }

    [TearDown]
    public void GoBack() => Environment.CurrentDirectory = _folder;

    [Test]
    public void FromAFileToAnAnswer()
    {
        float[] pixels = DigitFixtures.Model("2.14", "modelnet").Prepare([DigitFixtures.Images[0]]).ToArray<float>();
        using PtFile file = PtFile.Open("modelnet.pt");     // reads the directory and the pickle, no tensor yet
        StateDict state = file.StateDict();                 // ordered; tensors are read when they are touched
        ModelNet model = new();
        model.LoadStateDict(state);                         // names and shapes first, everything wrong told at once
        model.Eval();

        Tensor picture = Tensor.From<float>(pixels, [1, 3, 32, 32]);
        float[] logits = model.Forward(picture).ToArray<float>();
        Assert.That(logits, Is.EqualTo(DigitFixtures.Logits("modelnet")[..10]).Within(1e-4f));

        InferenceSession session = InferenceSession.Compile(model, picture);
        float[] again = session.Run(picture).ToArray<float>();
        Assert.That(again, Is.EqualTo(logits).Within(1e-5f));
    }

    sealed class TwoLayers : Layer
    {
        readonly Linear _hidden;
        readonly Linear _output;

        public TwoLayers()
        {
            _hidden = Child("hidden", new Linear(784, 128));
            _output = Child("output", new Linear(128, 10));
        }

        public override Tensor Forward(Tensor x) => _output.Forward(Ops.Relu(_hidden.Forward(x)));
    }

    [Test]
    public void AModelOfYourOwn()
    {
        TwoLayers model = new();
        Assert.That(model.StateDict().Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "hidden.weight", "hidden.bias", "output.weight", "output.bias" }));
        Assert.That(model.Forward(Tensor.Zeros([2, 784])).Shape.ToString(), Is.EqualTo("[2, 10]"));
    }

    [Test]
    public void WhatIsInAFile()
    {
        TextWriter console = Console.Out;
        using StringWriter lines = new();
        Console.SetOut(lines);
        try
        {
            using PtFile file = PtFile.Open("modelnet.pt");
            foreach (TensorEntry entry in file.Tensors)
                Console.WriteLine($"{entry.Path}  {entry.DTypeName}  {entry.Shape}");
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.That(lines.ToString(), Does.StartWith("['conv1.weight']  float32  [6, 3, 5, 5]"));
    }

    [Test]
    public void MappedAndConverted()
    {
        using PtFile mapped = PtFile.Open("modelnet.pt", new PtLoadOptions { MemoryMap = true });
        using PtFile small = PtFile.Load("modelnet.pt", new PtLoadOptions { DType = DType.BFloat16 });
        Assert.That(small.StateDict().Tensor("fc3.weight").ToArray<BFloat16>(), Is.EqualTo(mapped.StateDict().Tensor("fc3.weight").To(DType.BFloat16).ToArray<BFloat16>()));
    }

    [Test]
    public void SavingAndEditing()
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-readme").FullName;
        try
        {
            ModelNet model = new();
            Tensor better = Tensor.From<float>([1, 2, 3, 4], [2, 2]);
            PtFile.Save(Path.Combine(folder, "checkpoint.pt"), new StateDict { ["epoch"] = 3, ["model"] = new StateDict { ["fc.weight"] = Tensor.Zeros([2, 2]) } });
            Environment.CurrentDirectory = folder;
            Edit(model, better);
            using PtFile edited = PtFile.Open("checkpoint.pt"), weights = PtFile.Open("weights.pt");
            Assert.That(edited.StateDict("model").Tensor("fc.weight").ToArray<float>(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
            Assert.That(weights.Tensors, Has.Count.EqualTo(10));
        }
        finally
        {
            Environment.CurrentDirectory = _folder;
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void WhatIsAStateDict()
    {
        TextWriter console = Console.Out;
        using StringWriter lines = new();
        ModelNet model = new();
        Sgd optimizer = new(model, learningRate: 0.001, momentum: 0.9);
        Console.SetOut(lines);
        try
        {
            foreach ((string name, Tensor tensor) in model.StateDict().Tensors().Select(entry => (entry.Key, entry.Value)))
                Console.WriteLine($"{name} \t {tensor.Shape}");
            foreach ((StateKey name, object? value) in optimizer.StateDict())
                Console.WriteLine($"{name} \t {StateDictText.Of(value)}");
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.That(lines.ToString(), Does.StartWith("conv1.weight \t [6, 3, 5, 5]").And.Contain("\nstate \t {}\n").And.Contain("\nparam_groups \t [{'lr': 0.001, 'momentum': 0.9, ")
            .And.EndsWith("'params': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}]\n"));
    }

    [Test]
    public void SavingAndLoadingForInference()
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-readme").FullName;
        try
        {
            ModelNet model = new();
            model.Initialize(new Generator(1));
            Environment.CurrentDirectory = folder;
            PtFile.Save("weights.pt", model.StateDict());
            ModelNet again = new();
            using PtFile weights = PtFile.Open("weights.pt", new PtLoadOptions { Policy = GlobalPolicy.TensorsOnly });
            again.LoadStateDict(weights.StateDict());
            again.Eval();
            Assert.That(again.StateDict().Tensor("fc3.weight").ToArray<float>(), Is.EqualTo(model.StateDict().Tensor("fc3.weight").ToArray<float>()));
        }
        finally
        {
            Environment.CurrentDirectory = _folder;
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void AWholeModel()
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-readme").FullName;
        try
        {
            ModelNet model = new();
            using (PtFile file = PtFile.Open("modelnet.pt"))
                model.LoadStateDict(file.StateDict());
            Environment.CurrentDirectory = folder;
            Tensor picture = DigitFixtures.Model("2.14", "modelnet").Prepare([DigitFixtures.Images[0]]);
            Assert.That(Again(model).Forward(picture).ToArray<float>(), Is.EqualTo(model.Forward(picture).ToArray<float>()));
        }
        finally
        {
            Environment.CurrentDirectory = _folder;
            Directory.Delete(folder, recursive: true);
        }
    }

    static Layer Again(ModelNet model)
    {
        model.Save("whole.pt");                             // as an instance of __main__.ModelNet, unless PythonName says another class
        using PtFile whole = PtFile.Open("whole.pt");
        ModuleMap map = new ModuleMap().Add("__main__.ModelNet", () => new ModelNet());
        Layer loaded = (Layer)whole.Module(map);            // runs nothing that the file names; layers of torch.nn need no map
        loaded.Eval();
        return loaded;
    }

    static void Edit(ModelNet model, Tensor better)
    {
        PtFile.Save("weights.pt", model.StateDict());       // as PyTorch 2.14 saves it; PtSaveOptions names another version
        using PtFile checkpoint = PtFile.Open("checkpoint.pt");
        checkpoint.Replace("['model']['fc.weight']", better);
        checkpoint.Save("checkpoint.pt");                   // whole or not at all; every other byte that can stay stays
    }
}
