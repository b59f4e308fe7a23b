using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn.Optim;

/// <summary>The example of docs/training.md: a line through points, in two halves with a checkpoint between.</summary>
sealed class TrainingTests
{
    static readonly Tensor X = Tensor.From<float>([-1, 0, 1, 2], [4, 1]), Y = Tensor.From<float>([-1, 1, 3, 5], [4, 1]);

    // Of the mean squared error.
    static Gradients Gradients(Linear model)
    {
        Tensor error = Ops.Mul(Ops.Sub(model.Forward(X), Y), 2.0 / 4);
        return new() { [model.Weight] = Ops.MatMul(error.Transpose(0, 1), X), [model.Bias] = Ops.Sum(error, [0]) };
    }

    [Test]
    public void TrainingGoesOnWhereTheCheckpointEnded()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-{Guid.NewGuid():n}.pt");
        try
        {
            float[] whole = Train(60, null, null), half = Train(30, null, path), resumed = Train(30, path, null);
            Assert.That(resumed, Is.EqualTo(whole));
            Assert.That(half, Is.Not.EqualTo(whole));
            Assert.That(whole, Is.EqualTo([2f, 1]).Within(0.05));
        }
        finally
        {
            File.Delete(path);
        }
    }

    static float[] Train(int epochs, string? from, string? to)
    {
        Linear model = new(1, 1);
        model.Initialize(new Generator(seed: 1));
        Sgd optimizer = new(model, learningRate: 0.2, momentum: 0.5);
        StepLr scheduler = new(optimizer, stepSize: 25, gamma: 0.5);
        if (from is not null)
        {
            using PtFile file = PtFile.Open(from);
            model.LoadStateDict(file.StateDict("model"));
            optimizer.LoadStateDict(file.StateDict("optimizer"));
            scheduler.LoadStateDict(file.StateDict("scheduler"));
        }
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            optimizer.Step(Gradients(model));
            scheduler.Step();
        }
        if (to is not null)
            PtFile.Save(to, new StateDict
            {
                IsOrdered = false,
                ["model"] = model.StateDict(),
                ["optimizer"] = optimizer.StateDict(),
                ["scheduler"] = scheduler.StateDict(),
            });
        return [.. model.Weight.Value.ToArray<float>(), .. model.Bias.Value.ToArray<float>()];
    }
}
