using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class TensorTests
{
    static Tensor Counting => Tensor.From<float>([0, 1, 2, 3, 4, 5], [2, 3]);

    // 2^40 elements, and as many as have just too many bytes.
    [TestCase(1L << 40, "4398046511104")]
    [TestCase(1L << 29, "2147483648")]
    public void AViewThatIsTooLargeToBeWrittenOutSaysHowLargeItIs(long count, string bytes)
    {
        Tensor view = Tensor.From<float>(1).Expand(count);
        foreach (Action copy in (Action[])[() => view.Clone(), () => view.ToDense(), () => view.ToArray<float>(), () => view.To(DType.Float16), () => view.Resolve(false, true)])
            Assert.That(copy, Throws.InvalidOperationException.With.Message.Contains($"{bytes} bytes as float32").And.Message.Contains("Narrow"));
    }

    [Test]
    public void ZerosAreZeroWhateverTheMemoryHeld([Values(3, 100_000)] int length)
    {
        for (int i = 0; i < 3; i++)
        {
            Tensor tensor = Tensor.Zeros([length], DType.Int32);
            Assert.That(tensor.ToArray<int>(), Is.All.Zero);
            for (int at = 0; at < length; at++)
                tensor.Storage.Write(at * 4, [1, 1, 1, 1]);
        }
    }

    [Test]
    public void ViewsShareAndClonesDoNot()
    {
        Tensor tensor = Counting, view = tensor.View(3, 2), clone = tensor.Clone();
        tensor.AsSpan<float>()[1] = 42;
        Assert.That(view.ToArray<float>()[1], Is.EqualTo(42));
        Assert.That(clone.ToArray<float>()[1], Is.EqualTo(1));
        Assert.That(tensor.ToDense(), Is.SameAs(tensor));
    }

    [Test]
    public void StridedElementsAreCopiedInOrder()
    {
        Tensor transposed = Counting.Transpose(0, 1);
        float[] expected = [0, 3, 1, 4, 2, 5];
        Assert.That(transposed.ToArray<float>(), Is.EqualTo(expected));
        Assert.That(transposed.Clone().AsReadOnlySpan<float>().ToArray(), Is.EqualTo(expected));
        Tensor destination = Tensor.Zeros([2, 3, 2]).Select(0, 1);
        transposed.CopyTo(destination);
        Assert.That(destination.ToArray<float>(), Is.EqualTo(expected));
        Assert.That(Counting.Narrow(1, 1, 2).Select(0, 1).ToArray<float>(), Is.EqualTo(new float[] { 4, 5 }));
        Assert.That(Tensor.From<float>(7).Expand(2, 2).ToArray<float>(), Is.EqualTo(new float[] { 7, 7, 7, 7 }));
    }

    [Test]
    public void ACopyOntoItselfGivesWhatTheSourceHeld()
    {
        Tensor tensor = Tensor.From<float>(0, 1, 2, 3);
        tensor.View(2, 2).Transpose(0, 1).CopyTo(tensor.View(2, 2));
        Assert.That(tensor.ToArray<float>(), Is.EqualTo(new float[] { 0, 2, 1, 3 }));
    }

    [Test]
    public void CopiesThatDoNotFitAreRefused()
    {
        Assert.That(() => Counting.CopyTo(Tensor.Zeros([3, 2])), Throws.ArgumentException.With.Message.Contains("[3, 2]"));
        Assert.That(() => Counting.CopyTo(Tensor.Zeros([2, 3], DType.Int32)), Throws.ArgumentException);
        Assert.That(() => Counting.CopyTo(Tensor.Zeros([3, 2]).Transpose(0, 1)), Throws.ArgumentException);
    }

    [Test]
    public void AsSpanNeedsDenseElementsOfTheType()
    {
        Assert.That(() => Counting.AsSpan<int>(), Throws.InvalidOperationException.With.Message.Contains("float32"));
        Assert.That(() => Counting.Transpose(0, 1).AsSpan<float>(), Throws.InvalidOperationException.With.Message.Contains("ToDense"));
        Assert.That(() => Counting.Transpose(0, 1).AsReadOnlySpan<float>(), Throws.InvalidOperationException);
        Assert.That(Counting.Select(0, 1).AsSpan<float>().ToArray(), Is.EqualTo(new float[] { 3, 4, 5 }));
    }

    [Test]
    public void WritingRaisesTheVersionAndReadingDoesNot()
    {
        Tensor tensor = Counting;
        long version = tensor.Storage.Version;
        _ = tensor.AsReadOnlySpan<float>();
        _ = tensor.ToArray<float>();
        _ = tensor.Clone();
        Assert.That(tensor.Storage.Version, Is.EqualTo(version));
        _ = tensor.View(6).AsSpan<float>();
        Assert.That(tensor.Storage.Version, Is.GreaterThan(version));
        version = tensor.Storage.Version;
        Counting.CopyTo(tensor);
        Assert.That(tensor.Storage.Version, Is.GreaterThan(version));
    }

    [Test]
    public void EmptyTensorsCopyAndShowNothing()
    {
        Tensor empty = Tensor.Zeros([2, 0, 3]);
        Assert.That(empty.ToArray<float>(), Is.Empty);
        Assert.That(empty.Clone().AsSpan<float>().Length, Is.Zero);
        Assert.That(empty.Transpose(0, 2).ToArray<float>(), Is.Empty);
        Assert.That(new Tensor(new ArrayStorage(0), Layout.Strided([0], [1], 100), DType.Float32).AsReadOnlySpan<float>().Length, Is.Zero);
        Assert.That(new Tensor(new ArrayStorage(0), Layout.Strided([2, 0], [1, 1], 100), DType.Float32).Clone().ElementCount, Is.Zero);
    }

    [Test]
    public void ItemNeedsOneElement()
    {
        Assert.That(Tensor.From<long>(5).Item<long>(), Is.EqualTo(5));
        Assert.That(Tensor.From<float>([3], []).Item<float>(), Is.EqualTo(3));
        Assert.That(() => Counting.Item<float>(), Throws.InvalidOperationException.With.Message.Contains("[2, 3]"));
    }

    [Test]
    public void ViewCompletesOneOpenSize()
    {
        Assert.That(Counting.View(-1).Shape.ToString(), Is.EqualTo("[6]"));
        Assert.That(Counting.View(3, -1).Shape.ToString(), Is.EqualTo("[3, 2]"));
        Assert.That(() => Counting.View(4, -1), Throws.ArgumentException);
        Assert.That(() => Counting.View(-1, -1), Throws.ArgumentException);
        Assert.That(() => Tensor.Zeros([0]).View(0, -1), Throws.ArgumentException);
        Assert.That(() => Counting.Transpose(0, 1).View(6), Throws.ArgumentException.With.Message.Contains("Reshape"));
    }

    [Test]
    public void TruthValuesMakeAMask()
    {
        Tensor mask = Tensor.From<bool>([true, false, true, true], [2, 2]);
        Assert.That((mask.DType, mask.Shape.ToString()), Is.EqualTo((DType.Bool, "[2, 2]")));
        Assert.That(mask.ToArray<Bool8>(), Is.EqualTo(new Bool8[] { true, false, true, true }));
        Assert.That(Tensor.From(false, true).ToArray<Bool8>(), Is.EqualTo(new Bool8[] { false, true }));
    }

    [Test]
    public void ALayoutMustFitItsStorage()
    {
        Storage storage = new ArrayStorage(24);
        Assert.That(() => new Tensor(storage, Layout.Dense([7]), DType.Float32), Throws.ArgumentException.With.Message.Contains("24 bytes"));
        Assert.That(() => new Tensor(storage, Layout.Strided([1], [1], 6), DType.Float32), Throws.ArgumentException);
        Assert.That(() => new Tensor(storage, Layout.Strided([1], [1], long.MaxValue - 1), DType.Complex128), Throws.ArgumentException, "the byte count must not wrap");
        Assert.That(() => Tensor.Uninitialized([long.MaxValue], DType.Float32), Throws.ArgumentException);
    }

    [Test]
    public void MetaTensorsHaveAShapeAndNoBytes()
    {
        Tensor tensor = Tensor.Uninitialized([1L << 40], DType.Float32, Device.Meta);
        Assert.That(tensor.ToString(), Is.EqualTo("float32 [1099511627776] on meta"));
        Assert.That(() => tensor.AsReadOnlySpan<float>(), Throws.InvalidOperationException.With.Message.Contains("meta"));
        Assert.That(() => Tensor.Uninitialized([2], DType.Float32, Device.Meta).ToArray<float>(), Throws.InvalidOperationException);
        Assert.That(() => Tensor.Uninitialized([2], DType.Float32, Device.Meta).Clone(), Throws.InvalidOperationException);
    }
}
