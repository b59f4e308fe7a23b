using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class LoadPlanTests
{
    [Test]
    public void AStateDictHasPyTorchsOrderAndVersions()
    {
        StateDict state = new ModuleTests.Net().StateDict();
        Assert.That(state.Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "scale", "features.0.weight", "features.0.bias", "head.weight", "again.weight" }));
        Assert.That(state.IsOrdered, Is.True);
        Assert.That(state.Metadata!.Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "", "features", "features.0", "features.1", "head", "again" }));
        Assert.That(state.Metadata.IsOrdered, Is.True);
        StateDict version = state.Metadata.Get<StateDict>("features.0");
        Assert.That((version.IsOrdered, version.Count, version.Get<long>("version")), Is.EqualTo((false, 1, 1L)));
    }

    [Test]
    public void APrefixStandsBeforeEveryName()
    {
        StateDict state = new Sequential([("fc", new Linear(2, 3))]).StateDict("model.");
        Assert.That(state.Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "model.fc.weight", "model.fc.bias" }));
        Assert.That(state.Metadata!.Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "model", "model.fc" }));
    }

    [Test]
    public void LoadingCopiesIntoTheModelsMemory()
    {
        Linear layer = new(2, 3);
        Storage memory = layer.Weight.Value.Storage;
        Tensor weight = Sample.Make([3, 2]), bias = Sample.Make([3], seed: 2);
        LoadReport report = layer.LoadStateDict(new StateDict { ["weight"] = Sample.Strided(weight), ["bias"] = bias });
        Assert.That(report.ToString(), Is.EqualTo("<All keys matched successfully>"));
        Assert.That(layer.Weight.Value.Storage, Is.SameAs(memory));
        Sample.AssertSame(layer.Weight.Value, weight);
        Sample.AssertSame(layer.Bias.Value, bias);
    }

    [Test]
    public void ALazyValueIsReadWhenItIsLoaded()
    {
        Record record = new([1, 2, 3]);
        Linear layer = new(3, 1, bias: false);
        RecordStorage storage = new(record);
        layer.LoadStateDict(new StateDict { ["weight"] = new Tensor(storage, Layout.Dense([1, 3]), DType.Float32) });
        Assert.That(layer.Weight.Value.ToArray<float>(), Is.EqualTo(new[] { 1f, 2, 3 }));
        Assert.That(storage.IsLoaded);
    }

    [Test]
    public void ADamagedRecordLeavesTheModelAsItWas()
    {
        Sequential model = new(new Linear(3, 1, bias: false), new Linear(3, 1, bias: false));
        Assert.That(
            () => model.LoadStateDict(new StateDict
            {
                ["0.weight"] = Tensor.From<float>([1, 2, 3], [1, 3]),
                ["1.weight"] = new Tensor(new RecordStorage(new DamagedRecord()), Layout.Dense([1, 3]), DType.Float32),
            }),
            Throws.TypeOf<InvalidDataException>());
        Assert.That(model.StateDict().Tensors().SelectMany(named => named.Value.ToArray<float>()), Is.All.Zero);
    }

    sealed class DamagedRecord : IRecord
    {
        public long ByteLength => 12;

        public void Read(long byteOffset, Span<byte> destination) => throw new InvalidDataException();

        public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default) => throw new InvalidDataException();
    }

    [Test]
    public void AssigningAdoptsTheTensors()
    {
        Linear layer = new(2, 3, bias: false);
        Tensor weight = Sample.Make([2, 3], DType.Float64).Transpose(0, 1);
        layer.LoadStateDict(new StateDict { ["weight"] = weight }, assign: true);
        Assert.That(layer.Weight.Value, Is.SameAs(weight));

        // What was adopted is not written to where it is a view: other tensors may share its memory.
        Tensor second = Sample.Make([3, 2], DType.Float64, 2);
        layer.LoadStateDict(new StateDict { ["weight"] = second });
        Sample.AssertSame(layer.Weight.Value, second);
        Sample.AssertSame(weight.Clone(), Sample.Make([2, 3], DType.Float64).Transpose(0, 1));
    }

    [Test]
    public void EverythingWrongIsSaidAtOnceAndNothingHasChanged()
    {
        Sequential model = new([("conv1", new Conv2d(1, 6, 5)), ("fc", new Linear(3, 2)), ("gate", new Linear(1, 1, bias: false))]);
        StateDict state = new()
        {
            ["conv1.weight"] = Sample.Make([8, 1, 5, 5]),
            ["conv1.bias"] = Sample.Make([6]),
            ["fc1.weight"] = Sample.Make([2, 3]),
            ["fc.bias"] = Tensor.Zeros([2], DType.Bits8),
            ["gate.weight"] = 1.5,
            [7] = "seven",
        };
        Assert.That(() => model.LoadStateDict(state), Throws.ArgumentException.With.Message.EqualTo(
            "load: 1 missing (fc.weight), 2 unexpected (fc1.weight, 7), 1 misshapen (conv1.weight is [8, 1, 5, 5], the model has [6, 1, 5, 5]), "
            + "1 not a tensor (gate.weight is Double), 1 of another dtype (fc.bias is bits8, which does not convert to the model's float32: pass assign: true); "
            + "perhaps 'fc1.weight' is 'fc.weight'; nothing was loaded"));
        Assert.That(model.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>()), Is.All.Zero);
    }

    [Test]
    public void ElementsAreConvertedToTheModelsDType([Values(DType.Float16, DType.BFloat16, DType.Float64, DType.Int32)] DType dtype)
    {
        Linear model = new(3, 2);
        Tensor weight = Sample.Make([2, 3]).To(dtype);
        model.LoadStateDict(new StateDict { ["weight"] = weight, ["bias"] = Sample.Make([2]) });
        Assert.That(model.Weight.Value.DType, Is.EqualTo(DType.Float32));
        Assert.That(model.Weight.Value.ToArray<float>(), Is.EqualTo(weight.To(DType.Float32).ToArray<float>()));
    }

    [Test]
    public void ExtraStateStandsBehindTheModulesTensorsAndIsTakenOverFirst()
    {
        Counting model = new();
        StateDict state = model.StateDict();
        Assert.That(state.Keys.Select(key => key.ToString()), Is.EqualTo(new[] { "weight", "_extra_state", "child.weight" }));
        state["_extra_state"] = 7;
        Counting other = new();
        other.LoadStateDict(state);
        Assert.That(other.Count, Is.EqualTo(7));

        StateDict without = new(state);
        without.Remove("_extra_state");
        Assert.That(() => other.LoadStateDict(without), Throws.ArgumentException.With.Message.Contains("1 missing (_extra_state)"));
        Assert.That(other.LoadStateDict(without, strict: false).Missing, Is.EqualTo(new[] { "_extra_state" }));
        Assert.That(() => new Linear(1, 1).LoadStateDict(state), Throws.ArgumentException.With.Message.Contains("unexpected").And.Message.Contains("_extra_state"));

        state["weight"] = Sample.Make([1]);
        state["_extra_state"] = "no number";
        Assert.That(() => other.LoadStateDict(state), Throws.TypeOf<InvalidCastException>());
        Assert.That(other.StateDict().Tensor("weight").ToArray<float>(), Is.All.Zero, "nothing was loaded");
    }

    sealed class Counting : Module
    {
        public Counting()
        {
            Parameter("weight", [1]);
            Child("child", new Linear(1, 1, bias: false));
        }

        public long Count { get; private set; }

        protected internal override bool HasExtraState => true;

        protected internal override object? GetExtraState() => Count;

        protected internal override void SetExtraState(object? state) => Count = (long)state!;
    }

    [Test]
    public void AReportCanBeHadWithoutLoading()
    {
        Sequential model = new([("fc", new Linear(3, 2)), ("out", new Linear(2, 1, bias: false))]);
        LoadReport report = model.CheckStateDict(new StateDict { ["fc1.weight"] = Sample.Make([2, 3]), ["fc.bias"] = Sample.Make([2]), ["out.weight"] = Sample.Make([2, 1]) });
        Assert.That(report.IsComplete, Is.False);
        Assert.That(report.Missing, Is.EqualTo(new[] { "fc.weight" }));
        Assert.That(report.Unexpected, Is.EqualTo(new[] { "fc1.weight" }));
        Assert.That(report.Misshapen, Is.EqualTo(new[] { "out.weight is [2, 1], the model has [1, 2]" }));
        Assert.That(report.Nearest, Is.EqualTo(new[] { ("fc.weight", "fc1.weight") }));
        Assert.That(report.ToString(), Is.EqualTo("_IncompatibleKeys(missing_keys=['fc.weight'], unexpected_keys=['fc1.weight'], misshapen=['out.weight is [2, 1], the model has [1, 2]'])"));
        Assert.That(model.Parameters().SelectMany(parameter => parameter.Value.ToArray<float>()), Is.All.Zero);
        Assert.That(model.CheckStateDict(model.StateDict()).IsComplete);
    }

    [Test]
    public void NamesMayDifferWhereThatIsAccepted()
    {
        Linear layer = new(2, 1);
        StateDict state = new() { ["weight"] = Sample.Make([1, 2]), ["scale"] = Sample.Make([1]) };
        Assert.That(
            () => layer.LoadStateDict(state),
            Throws.ArgumentException.With.Message.EqualTo("load: 1 missing (bias), 1 unexpected (scale); pass strict: false to accept"));
        LoadReport report = layer.LoadStateDict(state, strict: false);
        Assert.That(report.Missing, Is.EqualTo(new[] { "bias" }));
        Assert.That(report.Unexpected, Is.EqualTo(new[] { "scale" }));
        Assert.That(report.ToString(), Is.EqualTo("_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['scale'])"));
        Sample.AssertSame(layer.Weight.Value, Sample.Make([1, 2]));
    }

    [Test]
    public void ShapesMustFitEvenWhereNamesNeedNot() =>
        Assert.That(
            () => new Linear(2, 1).LoadStateDict(new StateDict { ["weight"] = Sample.Make([2, 1]) }, strict: false),
            Throws.ArgumentException.With.Message.EqualTo("load: 1 misshapen (weight is [2, 1], the model has [1, 2]); nothing was loaded"));

    [Test]
    public void AScalarTakesTheFirstElementAsOldFilesHaveIt()
    {
        ModuleTests.Net net = new();
        net.LoadStateDict(new StateDict { ["scale"] = Tensor.From<float>(5, 6) }, strict: false);
        Assert.That(net.Scale.Value.Item<float>(), Is.EqualTo(5));
        Assert.That(() => net.LoadStateDict(new StateDict { ["scale"] = Tensor.Zeros([0]) }, strict: false), Throws.ArgumentException);
    }

    [Test]
    public void ATensorWithoutBytesCannotBeCopied() =>
        Assert.That(
            () => new Linear(2, 1, bias: false).LoadStateDict(new StateDict { ["weight"] = Tensor.Uninitialized([1, 2], DType.Float32, Device.Meta) }),
            Throws.ArgumentException.With.Message.Contains("weight is on meta, without bytes"));

    [Test]
    public void AModelLoadsItsOwnStateDict()
    {
        ModuleTests.Net net = new();
        net.Head.Weight.Value.AsSpan<float>().Fill(2);
        net.LoadStateDict(net.StateDict());
        Assert.That(net.Again.Weight.Value.ToArray<float>(), Is.All.EqualTo(2));
    }

    sealed class Record(float[] values) : IRecord
    {
        public long ByteLength => values.Length * sizeof(float);

        public void Read(long byteOffset, Span<byte> destination) =>
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).Slice((int)byteOffset, destination.Length).CopyTo(destination);

        public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default) => destination.Write(0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
