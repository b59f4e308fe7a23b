using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

sealed class StateDictTextTests
{
    [Test]
    public void ValuesPrintAsInPython()
    {
        StateDict dict = new()
        {
            IsOrdered = false,
            ["it's"] = null,
            [7] = new TupleValue(1, 0.5),
            ["one"] = new TupleValue(true),
            ["none"] = new TupleValue(),
            ["list"] = new List<object?> { 1e-8, double.NaN, 1e16, -0.0, "a\n", new StateDict(), new StateDict { IsOrdered = false }, new StateDict { ["w"] = Tensor.Zeros([2, 3]) } },
        };
        Assert.That(StateDictText.Of(dict), Is.EqualTo(
            "{\"it's\": None, 7: (1, 0.5), 'one': (True,), 'none': (), 'list': [1e-08, nan, 1e+16, -0.0, 'a\\n', OrderedDict(), {}, OrderedDict({'w': tensor(float32 [2, 3])})]}"));
    }

    [Test]
    public void WhatHoldsItselfEnds()
    {
        List<object?> list = [1];
        list.Add(list);
        StateDict dict = new() { IsOrdered = false, ["list"] = list };
        list.Add(dict);
        Assert.That(StateDictText.Of(dict), Is.EqualTo("{'list': [1, [...], {...}]}"));
    }

    [Test, Category("Python")]
    public void OptimizersPrintAsInPython([Values("1.13", "2.6", "2.14")] string version)
    {
        const string Print = """
            from torch import nn, optim
            for optimizer in (optim.SGD, optim.Adam, optim.RMSprop, optim.Rprop):
                made = optimizer(nn.Linear(2, 1).parameters(), lr=0.001)
                for name in made.state_dict():
                    print(name, "\t", made.state_dict()[name])
            """;
        Linear model = new(2, 1);
        IEnumerable<string> ours =
            from optimizer in new Optimizer[] { new Sgd(model, 0.001), new Adam(model, 0.001), new RmsProp(model, 0.001), new Rprop(model, 0.001) }
            from entry in optimizer.StateDict(Nn.Optim.OptimizerCase.ReleaseOf(version))
            select $"{entry.Key} \t {StateDictText.Of(entry.Value)}";
        Assert.That(ours, Is.EqualTo(RealTorch.Run(version, Print).TrimEnd().Split('\n')));
    }
}
