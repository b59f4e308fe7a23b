using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>Real PyTorch goes on with optimizers and schedulers that were saved here, and the next steps are the same on both sides.</summary>
[Category("Python")]
sealed class ResumeTests
{
    const string GoOn = """
        import sys, torch
        from torch import nn, optim
        saved = torch.load(sys.argv[1])
        for name, entry in saved.items():
            weights = [nn.Parameter(weight) for weight in entry["weights"]]
            optimizer = eval(entry["make"])(weights, lr=0.5)
            scheduler = eval(entry["schedule"]) if entry["schedule"] else None
            optimizer.load_state_dict(entry["optimizer"])
            if scheduler:
                scheduler.load_state_dict(entry["scheduler"])
            for gradients in entry["gradients"]:
                for weight, gradient in zip(weights, gradients):
                    weight.grad = gradient.clone()
                optimizer.step()
                if scheduler:
                    scheduler.step(*[1.0] if "Plateau" in entry["schedule"] else [])
            entry["after"] = [weight.detach() for weight in weights]
            entry["rate"] = float(optimizer.param_groups[0]["lr"])
        torch.save({name: {"after": entry["after"], "rate": entry["rate"]} for name, entry in saved.items()}, sys.argv[2])
        """;

    static readonly (string Python, Func<ParameterGroup, FirstOrderOptimizer> Make)[] Optimizers =
    [
        ("optim.SGD", p => new Sgd(p, 0.1, momentum: 0.9)), ("optim.Adam", p => new Adam(p, 0.1, amsgrad: true)), ("optim.AdamW", p => new AdamW(p, 0.1)),
        ("optim.RMSprop", p => new RmsProp(p, momentum: 0.5, centered: true)), ("optim.Adagrad", p => new Adagrad(p, lrDecay: 0.1)), ("optim.Adadelta", p => new Adadelta(p)),
        ("optim.Adamax", p => new Adamax(p)), ("optim.NAdam", p => new NAdam(p)), ("optim.RAdam", p => new RAdam(p)), ("optim.ASGD", p => new Asgd(p)), ("optim.Rprop", p => new Rprop(p)),
    ];

    static readonly (string Python, Func<Optimizer, Scheduler> Make)[] Schedulers =
    [
        ("optim.lr_scheduler.StepLR(optimizer, 9)", o => new StepLr(o, 3)), ("optim.lr_scheduler.MultiStepLR(optimizer, [9])", o => new MultiStepLr(o, [2, 6], 0.5)),
        ("optim.lr_scheduler.ExponentialLR(optimizer, 0.5)", o => new ExponentialLr(o, 0.9)), ("optim.lr_scheduler.ConstantLR(optimizer)", o => new ConstantLr(o, 0.5, 6)),
        ("optim.lr_scheduler.LinearLR(optimizer)", o => new LinearLr(o, totalIters: 8)), ("optim.lr_scheduler.PolynomialLR(optimizer)", o => new PolynomialLr(o, 9, 2)),
        ("optim.lr_scheduler.CosineAnnealingLR(optimizer, 3)", o => new CosineAnnealingLr(o, 10)), ("optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 9)", o => new CosineAnnealingWarmRestarts(o, 3)),
        ("optim.lr_scheduler.OneCycleLR(optimizer, 0.7, total_steps=99)", o => new OneCycleLr(o, 0.3, 20)), ("optim.lr_scheduler.CyclicLR(optimizer, 0.1, 0.2)", o => new CyclicLr(o, 0.01, 0.1, 3)),
        ("optim.lr_scheduler.ReduceLROnPlateau(optimizer)", o => new ReduceLrOnPlateau(o, patience: 2)),
        ("optim.lr_scheduler.SequentialLR(optimizer, [optim.lr_scheduler.ConstantLR(optimizer), optim.lr_scheduler.ExponentialLR(optimizer, 0.5)], [7])",
            o => new SequentialLr([new ConstantLr(o, 0.5), new ExponentialLr(o, 0.9)], [3])),
        ("optim.lr_scheduler.ChainedScheduler([optim.lr_scheduler.ConstantLR(optimizer), optim.lr_scheduler.ExponentialLR(optimizer, 0.5)])",
            o => new ChainedScheduler(new ConstantLr(o, 0.5), new ExponentialLr(o, 0.9))),
    ];

    [Test]
    public void PyTorchGoesOnWithOurs([Values("1.13", "2.14")] string version)
    {
        RealTorch.Require(version);
        string folder = RealTorch.NewFolder();
        try
        {
            string ours = Path.Combine(folder, "ours.pt"), its = Path.Combine(folder, "its.pt");
            StateDict saved = new() { IsOrdered = false };
            List<Run> runs = [];
            foreach ((string python, Func<ParameterGroup, FirstOrderOptimizer> make) in Optimizers)
                // By another formula in 1.13.
                if (python != "optim.NAdam" || version != "1.13")
                    runs.Add(new(python, make, "", null));
            foreach ((string python, Func<Optimizer, Scheduler> make) in Schedulers)
                runs.Add(new("optim.SGD", p => new Sgd(p, 0.1, momentum: 0.9), python, make));
            foreach (Run run in runs)
                saved.Add(run.Name, run.Save(OptimizerCase.ReleaseOf(version)));
            PtFile.Save(ours, saved, new() { Producer = SaveTests.Producer(version) });
            RealTorch.Run(version, GoOn, ours, its);

            using PtFile file = PtFile.Load(its);
            StateDict made = file.RootStateDict();
            string[] wrong = [.. from run in runs let difference = run.Difference(made.Get<StateDict>(run.Name)) where difference is not null select $"{run.Name}: {difference}"];
            Assert.That(wrong, Is.Empty, () => string.Join('\n', wrong));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Five steps here, then four on both sides.
    sealed class Run
    {
        readonly Parameter[] _parameters;
        readonly FirstOrderOptimizer _optimizer;
        readonly Scheduler? _scheduler;
        readonly string _python, _schedule;
        int _step;

        public Run(string python, Func<ParameterGroup, FirstOrderOptimizer> make, string schedule, Func<Optimizer, Scheduler>? makeScheduler)
        {
            (_python, _schedule) = (python, schedule);
            _parameters = [new(Tensor.From<float>([0.5f, -1, 2, 0.25f, 1.5f, -0.75f], [2, 3])), new(Tensor.From<float>(1, -2, 0.5f))];
            _optimizer = make(new(_parameters));
            _scheduler = makeScheduler?.Invoke(_optimizer);
            for (int i = 0; i < 5; i++)
                Step();
        }

        public string Name => $"{_python} {_schedule}";

        public StateDict Save(TorchRelease release) => new()
        {
            IsOrdered = false,
            ["make"] = _python,
            ["schedule"] = _schedule,
            ["weights"] = _parameters.Select(parameter => (object?)parameter.Value.Clone()).ToList(),
            ["optimizer"] = Copied(_optimizer.StateDict(release)),
            ["scheduler"] = _scheduler?.StateDict(release),
            ["gradients"] = Enumerable.Range(_step, 4).Select(step => (object?)_parameters.Select((parameter, i) => (object?)Gradient(step, i)).ToList()).ToList(),
        };

        public string? Difference(StateDict made)
        {
            for (int i = 0; i < 4; i++)
                Step();
            return StateDifference.Find(made["after"], _parameters.Select(parameter => (object?)parameter.Value).ToList(), 2e-6)
                ?? StateDifference.Find(made["rate"], _optimizer.Groups[0].LearningRate, 1e-12, "rate");
        }

        void Step()
        {
            Gradients gradients = [];
            for (int i = 0; i < _parameters.Length; i++)
                gradients[_parameters[i]] = Gradient(_step, i);
            _step++;
            _optimizer.Step(gradients);
            if (_scheduler is ReduceLrOnPlateau plateau)
                plateau.Step(1);
            else
                (_scheduler as LrScheduler)?.Step();
        }

        Tensor Gradient(int step, int parameter)
        {
            Shape shape = _parameters[parameter].Value.Shape;
            float[] values = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => MathF.Sin(step * 7 + parameter * 3 + i))];
            return Tensor.From<float>(values, shape);
        }

        // A state_dict is the optimizer's own memory, which goes on changing here.
        static object? Copied(object? value)
        {
            if (value is Tensor tensor)
                return tensor.Clone();
            if (value is IList<object?> list)
                return list.Select(Copied).ToList();
            if (value is not StateDict state)
                return value;
            StateDict copy = new() { IsOrdered = false };
            foreach ((StateKey key, object? item) in state)
                copy.Add(key, Copied(item));
            return copy;
        }
    }
}
