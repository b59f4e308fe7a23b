using NUnit.Framework;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class BatchNormTests
{
    static StateDict Older(long? version)
    {
        StateDict state = new() { ["0.weight"] = Sample.Make([3]), ["0.bias"] = Sample.Make([3]), ["0.running_mean"] = Sample.Make([3]), ["0.running_var"] = Sample.Make([3]) };
        if (version is { } known)
            state.Metadata = new StateDict { ["0"] = new StateDict { ["version"] = known } };
        return state;
    }

    [Test]
    public void StatesOfBeforeBatchesWereCountedLoad([Values(null, 1L)] long? version)
    {
        BatchNorm2d norm = new(3);
        Assert.That(new Sequential(norm).LoadStateDict(Older(version)).IsComplete);
        Assert.That(norm.NumBatchesTracked.Value.Item<long>(), Is.Zero);
    }

    [Test]
    public void ALaterStateMustHaveTheCount() => Assert.That(
        () => new Sequential(new BatchNorm2d(3)).LoadStateDict(Older(2)),
        Throws.ArgumentException.With.Message.EqualTo("load: 1 missing (0.num_batches_tracked); pass strict: false to accept"));

    [Test]
    public void TrainingCannotBeRecordedAndLeavesTheStatistics()
    {
        BatchNorm1d norm = new(3);
        Assert.That(
            () => norm.Forward(new Recorder().Input([4, 3])),
            Throws.InvalidOperationException.With.Message.EqualTo("batch_norm1d: training changes the running statistics, which cannot be recorded: call Eval() first"));
        Assert.That((norm.RunningMean.Value.ToArray<float>(), norm.NumBatchesTracked.Value.Item<long>()), Is.EqualTo((new float[3], 0L)));
    }
}
