using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>
/// The tutorial's checkpoint, from here to real PyTorch and back: a training that was interrupted ends with the weights of one that
/// was not. Gradients are the same numbers on both sides.
/// </summary>
[Category("Python")]
sealed class CheckpointTests
{
    const int Steps = 5;

    const string Python = """
        import sys, torch
        from torch import nn, optim

        start, gradients, ours, theirs, made = sys.argv[1:]
        gradients = torch.load(gradients)

        def new():
            model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
            return model, eval("OPTIMIZER")(model.parameters())

        def train(model, optimizer, steps):
            for step in steps:
                for name, parameter in model.named_parameters():
                    parameter.grad = gradients[step][name].clone()
                optimizer.step()

        model, optimizer = new()
        model.load_state_dict(torch.load(start))
        train(model, optimizer, range(5))
        torch.save({
            'epoch': 5,
            'model_state_dict': model.state_dict(),
            'optimizer_state_dict': optimizer.state_dict(),
            'loss': 0.4,
        }, theirs)
        train(model, optimizer, range(5, 10))
        uninterrupted = model.state_dict()

        model, optimizer = new()
        checkpoint = torch.load(ours)
        model.load_state_dict(checkpoint['model_state_dict'])
        optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
        assert (checkpoint['epoch'], checkpoint['loss']) == (5, 0.25)
        model.train()
        train(model, optimizer, range(checkpoint['epoch'], 10))
        torch.save({"uninterrupted": uninterrupted, "resumed": model.state_dict()}, made)
        """;

    static readonly Dictionary<string, Func<Module, FirstOrderOptimizer>> Optimizers = new()
    {
        ["lambda p: optim.SGD(p, lr=0.001, momentum=0.9)"] = model => new Sgd(model, 0.001, momentum: 0.9),
        ["lambda p: optim.Adam(p, lr=0.01)"] = model => new Adam(model, 0.01),
        ["lambda p: optim.RMSprop(p, lr=0.01, momentum=0.5)"] = model => new RmsProp(model, 0.01, momentum: 0.5),
    };

    [Test]
    public void ATrainingGoesOnOnTheOtherSide([Values("1.13", "2.6", "2.14")] string version, [Values("SGD", "Adam", "RMSprop")] string name)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        string Of(string file) => Path.Combine(folder, file);
        PtSaveOptions options = new() { Producer = SaveTests.Producer(version) };
        (string python, Func<Module, FirstOrderOptimizer> make) = Optimizers.Single(pair => pair.Key.Contains($"optim.{name}(", StringComparison.Ordinal));
        try
        {
            Sequential model = Net();
            model.Initialize(new(7));
            PtFile.Save(Of("start.pt"), model.StateDict(), options);
            PtFile.Save(Of("gradients.pt"), Enumerable.Range(0, 2 * Steps).Select(step => (object?)Gradients(model, step)).ToList(), options);
            FirstOrderOptimizer optimizer = make(model);
            Train(model, optimizer, 0, Steps);
            PtFile.Save(
                Of("ours.pt"),
                new StateDict
                {
                    IsOrdered = false,
                    ["epoch"] = Steps,
                    ["model_state_dict"] = model.StateDict(),
                    ["optimizer_state_dict"] = optimizer.StateDict(OptimizerCase.ReleaseOf(version)),
                    ["loss"] = 0.25,
                },
                options);
            Train(model, optimizer, Steps, 2 * Steps);

            RealTorch.Run(version, Python.Replace("OPTIMIZER", python, StringComparison.Ordinal), Of("start.pt"), Of("gradients.pt"), Of("ours.pt"), Of("theirs.pt"), Of("made.pt"));

            Sequential other = Net();
            FirstOrderOptimizer resumed = make(other);
            using (PtFile checkpoint = PtFile.Open(Of("theirs.pt")))
            {
                StateDict saved = checkpoint.RootStateDict();
                other.LoadStateDict(saved.Get<StateDict>("model_state_dict"));
                resumed.LoadStateDict(saved.Get<StateDict>("optimizer_state_dict"));
                Assert.That((saved.Get<long>("epoch"), saved.Get<double>("loss")), Is.EqualTo(((long)Steps, 0.4)));
            }
            other.Train();
            Train(other, resumed, Steps, 2 * Steps);

            using PtFile made = PtFile.Load(Of("made.pt"));
            StateDict whole = made.RootStateDict().Get<StateDict>("uninterrupted");
            Assert.That(StateDifference.Find(made.RootStateDict()["resumed"], whole, 1e-6), Is.Null, "PyTorch after our checkpoint");
            Assert.That(StateDifference.Find(other.StateDict(), whole, 1e-6), Is.Null, "here after PyTorch's checkpoint");
            Assert.That(StateDifference.Find(model.StateDict(), whole, 1e-6), Is.Null, "here all along");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static Sequential Net() => new(new Linear(3, 4), new Relu(), new Linear(4, 2));

    static void Train(Module model, FirstOrderOptimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            Gradients gradients = [];
            StateDict values = Gradients(model, step);
            foreach ((string name, Parameter parameter) in model.NamedParameters())
                gradients[parameter] = values.Tensor(name);
            optimizer.Step(gradients);
        }
    }

    static StateDict Gradients(Module model, int step)
    {
        StateDict gradients = new() { IsOrdered = false };
        foreach ((string name, Parameter parameter) in model.NamedParameters())
            gradients[name] = Tensor.From<float>([.. Enumerable.Range(0, (int)parameter.Shape.ElementCount).Select(i => MathF.Sin(step * 5 + name.Length + i))], parameter.Shape);
        return gradients;
    }
}
