using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;
using Mine = PtFormat.Tests.Models.WholeModules.Mine;

namespace PtFormat.Tests.Models;

/// <summary>Modules of the user's in place of Python's classes, and files that want to be something else.</summary>
sealed class ModuleMapTests
{
    [Test]
    public void WhatIsOneInTheFileIsOneHere()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "mine"));
        Mine module = (Mine)file.Module(WholeModules.Map);
        Assert.That(module.NamedParameters().Select(named => named.Name), Does.Contain("head.weight").And.Not.Contain("tail.weight"));
        module.Head.Weight.Value = Tensor.Zeros([2, 2]);
        Assert.That(module.Tail.Weight.Value, Is.SameAs(module.Head.Weight.Value));
        Assert.That(module.Scale.Value.Item<float>(), Is.EqualTo(2f));
        Assert.That(module.Training, Is.True);
    }

    [Test]
    public void SlotsThatTheFileTiesAreTied()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "mine"));
        Loose module = (Loose)file.Module(new ModuleMap().Add("__main__.Mine", () => new Loose()).Add("__main__.Block", () => new WholeModules.Block(1)));
        module.Tail.Weight.Value = Tensor.Zeros([2, 2]);
        Assert.That(module.Head.Weight.Value, Is.SameAs(module.Tail.Weight.Value));
        Assert.That(module.Parameters().Count(parameter => parameter.Value == module.Tail.Weight.Value), Is.EqualTo(1));
        module.Tail.Weight.RequiresGrad = false;
        Assert.That(module.Head.Weight.RequiresGrad, Is.False);
    }

    [Test]
    public void EverythingThatDiffersIsSaidAtOnce()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "mine"));
        ArgumentException error = Assert.Throws<ArgumentException>(() => file.Module(new ModuleMap().Add("__main__.Mine", () => new Other())))!;
        Assert.That(error.Message, Does.Contain("blocks is a 'torch.nn.modules.container.ModuleList' in the file, a 'torch.nn.modules.linear.Identity' here")
            .And.Contain("head.in_features is 2 in the file, 3 here").And.Contain("head.weight is [2, 2] in the file, [2, 3] here")
            .And.Contain("tail is a module in the file, 'torch.nn.modules.linear.Linear', none here").And.Contain("cache is not persistent in the file")
            .And.Contain("absent is a parameter in the file, none here").And.Contain("more is a module here, none in the file"));
    }

    [Test]
    public void AnUnknownClassTellsTheLineToWrite()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "mine"));
        Assert.That(() => file.Module(), Throws.InstanceOf<PtFormatException>().With.Message.Contains("new ModuleMap().Add(\"__main__.Mine\", () => new Mine())"));
        Assert.That(string.Join(",", file.StateDict().Keys), Does.StartWith("scale,steps,blocks.0.conv.weight"));
    }

    [Test]
    public void AFactoryIsToldTheAttributes()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "mine"));
        string? name = null;
        string[] names = [];
        file.Module(new ModuleMap().Add("__main__.Block", () => new WholeModules.Block(1)).Add("__main__.Mine", saved =>
        {
            (name, names) = (saved.Text("name"), [.. saved.AttributeNames]);
            return new Mine();
        }));
        Assert.That((name, names), Is.EqualTo(("mine", new[] { "name", "loose", "options" })));
    }

    [Test]
    public void ALegacyFileWithItsSourceIsAModuleToo([Values("1.13", "2.6", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(Repository.Path("fixtures", "legacy", version, "module.pt"));
        Sequential model = (Sequential)file.Module(new ModuleMap().Add("__main__.Block", saved => new Scaled(saved.Double("scale"))));
        Scaled first = (Scaled)model[1];
        Assert.That((first.Scale, first.Steps.Value.Item<long>()), Is.EqualTo((0.5, 4L)));
        Assert.That(first.Fc.Weight.Value.ToArray<float>(), Is.EqualTo(file.StateDict().Tensor("1.fc.weight").ToArray<float>()));
        Assert.That(model.StateDict().Keys, Is.EqualTo(file.StateDict().Keys));
    }

    [Test]
    public void ALegacyFileIsSavedAsAZip()
    {
        using PtFile legacy = PtFile.Open(Repository.Path("fixtures", "legacy", "2.14", "module.pt"));
        ModuleMap map = new ModuleMap().Add("__main__.Block", saved => new Scaled(saved.Double("scale")));
        using MemoryStream stream = new();
        legacy.Module(map).Save(stream);
        using PtFile zip = PtFile.Open(stream.ToArray());
        Assert.That(zip.Module(map).StateDict().Keys, Is.EqualTo(legacy.StateDict().Keys));
        Assert.That(zip.Values.Count(value => value.Path.EndsWith(".scale", StringComparison.Ordinal) && value.Value is 0.5), Is.EqualTo(2));
    }

    [Test]
    public void WhatCannotBeSaidIsAnErrorOfTheCall()
    {
        Linear normed = new(2, 2);
        normed.WeightNorm(parametrized: true);
        using MemoryStream stream = new();
        Assert.That(() => normed.Save(stream), Throws.ArgumentException.With.Message.Contains("parametrization"));
        Assert.That(stream.Length, Is.Zero);
        Assert.That(() => new Misnamed().Save(stream), Throws.ArgumentException.With.Message.Contains("PythonName"));
    }

    [Test]
    public void WhatTheFileComputesIsComputedHere()
    {
        Linear normed = new(2, 3);
        Block block = new(normed);
        using MemoryStream stream = new();
        normed.WeightNorm();
        block.Save(stream);
        using PtFile file = PtFile.Open(stream.ToArray());
        Assert.That(
            () => file.Module(new ModuleMap().Add("__main__.Block", () => new Block(new Linear(2, 3)))),
            Throws.ArgumentException.With.Message.Contains("fc.weight is computed by weight_norm in the file, not so here: call WeightNorm in the constructor, with dim 0"));
        Linear other = new(2, 3);
        other.WeightNorm();
        Assert.That(((Block)file.Module(new ModuleMap().Add("__main__.Block", () => new Block(other)))).Fc.Weight.IsComputed, Is.True);
        using MemoryStream plain = new();
        new Block(new Linear(2, 3)).Save(plain);
        using PtFile unnormed = PtFile.Open(plain.ToArray());
        Assert.That(() => unnormed.Module(new ModuleMap().Add("__main__.Block", () => new Block(other))), Throws.ArgumentException.With.Message.Contains("fc.weight is computed from others here, not in the file"));
    }

    sealed class Block : Module
    {
        public Block(Linear fc) => Fc = Child("fc", fc);

        public Linear Fc { get; }
    }

    [Test]
    public void PythonIsToldTheAttributes()
    {
        using MemoryStream stream = new();
        new Scaled(0.25).Save(stream);
        using PtFile file = PtFile.Open(stream.ToArray());
        Scaled again = (Scaled)file.Module(new ModuleMap().Add("models.Block", saved => new Scaled(saved.Double("scale"))));
        Assert.That(again.Scale, Is.EqualTo(0.25));
    }

    [Test]
    public void AModuleMayStandInACheckpoint()
    {
        using MemoryStream stream = new();
        Linear shared = new(2, 2);
        PtFile.Save(stream, new StateDict { IsOrdered = false, ["epoch"] = 3, ["model"] = new WholeModule(shared), ["ema"] = new WholeModule(shared) });
        using PtFile file = PtFile.Open(stream.ToArray());
        Assert.That(((PyDict)file.Root)["model"], Is.SameAs(((PyDict)file.Root)["ema"]));
        Assert.That(file.Module(entry: "model"), Is.InstanceOf<Linear>());
        Assert.That(file.StateDict("ema").Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "weight", "bias" }));
        Assert.That(() => file.Module(entry: "none"), Throws.InstanceOf<KeyNotFoundException>());
    }

    [Test]
    public void ASequentialRunsAtOnce()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("2.14", "sequential"));
        Sequential model = (Sequential)file.Module();
        Sequential same = new(new Linear(2, 3), new Relu(), new Linear(3, 1));
        same.LoadStateDict(file.StateDict());
        Tensor x = Tensor.From<float>([1, -2, 0.5f, 3], [2, 2]);
        Assert.That(model.Forward(x).ToArray<float>(), Is.EqualTo(same.Forward(x).ToArray<float>()));
    }

    static IEnumerable<TestCaseData> Hostile()
    {
        PyObject itself = Instance("torch.nn.modules.container", "Sequential");
        Fill(itself, modules: [("0", itself)]);
        yield return new TestCaseData(itself, PtErrorKind.Malformed).SetArgDisplayNames("in itself");
        PyObject laughs = Sequential([]);
        for (int i = 0; i < 60; i++)
            laughs = Sequential([("0", laughs), ("1", laughs), ("2", laughs)]);
        yield return new TestCaseData(laughs, PtErrorKind.LimitExceeded).SetArgDisplayNames("billion laughs");
        PyObject claims = Instance("torch.nn.modules.linear", "Linear");
        Fill(claims, parameters: [("weight", TorchTree.Tensor(TorchTree.Ints(1), TorchTree.Ints(1), storage: TorchTree.Storage(count: 1))), ("bias", PyNone.Instance)],
            more: [("in_features", new PyInt(int.MaxValue)), ("out_features", new PyInt(int.MaxValue))]);
        yield return new TestCaseData(claims, PtErrorKind.Malformed).SetArgDisplayNames("claims much memory");
        PyObject groups = Instance("torch.nn.modules.channelshuffle", "ChannelShuffle");
        Fill(groups, more: [("groups", new PyFloat(1))]);
        yield return new TestCaseData(groups, PtErrorKind.Unsupported).SetArgDisplayNames("a float for an int");
        PyObject subclass = Instance("torch.nn.modules.activation", "ReLU");
        Fill(subclass, more: [("inplace", PyBool.False), ("threshold", Instance("torch.nn.modules.linear", "Identity"))]);
        yield return new TestCaseData(subclass, PtErrorKind.Unsupported).SetArgDisplayNames("an attribute that is more than a value");
        PyObject other = Instance("torch.nn.modules.activation", "ReLU");
        Fill(other, more: [("inplace", PyBool.False), ("forward", new PyInt(1))]);
        yield return new TestCaseData(other, PtErrorKind.Unsupported).SetArgDisplayNames("another forward");
        PickleValue doubled = new PyInt(1);
        for (int i = 0; i < 100; i++)
            doubled = new PyTuple(doubled, doubled);
        PyObject laughing = Instance("torch.nn.modules.activation", "ReLU");
        Fill(laughing, more: [("inplace", PyBool.False), ("laughs", doubled), ("claims", new PyFrozenSet([]))]);
        yield return new TestCaseData(laughing, PtErrorKind.Unsupported).SetArgDisplayNames("an attribute of many paths");
    }

    [TestCaseSource(nameof(Hostile))]
    public void HostileFilesAreRefused(PickleValue root, PtErrorKind kind)
    {
        using PtFile file = PtFile.Open(TorchTree.Archive(root, ("0", new byte[4])).Build());
        PtFormatException error = Assert.Throws<PtFormatException>(() => file.Module())!;
        Assert.That(error.Kind, Is.EqualTo(kind), error.Message);
    }

    static PyObject Sequential((string, PickleValue)[] modules)
    {
        PyObject made = Instance("torch.nn.modules.container", "Sequential");
        Fill(made, modules: modules);
        return made;
    }

    static PyObject Instance(string module, string name) => new(PyObjectForm.NewObj, new PyGlobal(module, name), new PyTuple());

    static void Fill(PyObject instance, (string, PickleValue)[]? parameters = null, (string, PickleValue)[]? modules = null, (string, PickleValue)[]? more = null)
    {
        PyDict state = Dict([("training", PyBool.True), ("_parameters", Dict(parameters ?? [])), ("_buffers", new PyDict()), ("_modules", Dict(modules ?? [])), .. more ?? []]);
        instance.Add(new(PickleEffectKind.Build, null, state));
    }

    static PyDict Dict((string, PickleValue)[] entries)
    {
        PyDict dict = new();
        foreach ((string key, PickleValue value) in entries)
            dict.Set(new PyString(key), value);
        return dict;
    }

    sealed class Scaled : Layer
    {
        public Scaled(double scale)
        {
            Scale = scale;
            Fc = Child("fc", new Linear(2, 3));
            Steps = Buffer("steps", Tensor.From<long>([4], []));
        }

        public double Scale { get; }

        public Linear Fc { get; }

        public PtFormat.Nn.Buffer Steps { get; }

        protected internal override string PythonName => "models.Block";

        protected internal override IEnumerable<(string Name, object? Value)> PythonAttributes => [("scale", Scale)];

        public override Tensor Forward(Tensor x) => PtFormat.Kernels.Ops.Mul(Fc.Forward(x), Scale);
    }

    sealed class Misnamed : Module
    {
        protected internal override string PythonName => "Net";
    }

    sealed class Loose : Module
    {
        public Loose()
        {
            Child("blocks", new ModuleList<WholeModules.Block>(new WholeModules.Block(1), new WholeModules.Block(1)));
            Head = Child("head", new Linear(2, 2, bias: false));
            Tail = Child("tail", new Linear(2, 2));
            Parameter("scale", []);
            Parameter("absent", [], present: false);
            Buffer("steps", Tensor.Zeros([], DType.Int64));
            Buffer("cache", Tensor.Zeros([2]), persistent: false);
        }

        public Linear Head { get; }

        public Linear Tail { get; }
    }

    sealed class Other : Module
    {
        public Other()
        {
            Child("blocks", new Identity());
            Child("head", new Linear(3, 2, bias: false));
            Child("more", new Relu());
            Parameter("scale", []);
            Buffer("steps", Tensor.Zeros([], DType.Int64));
            Buffer("cache", Tensor.Zeros([2]));
        }
    }
}
