using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

public class LentStorageTests
{
    [Test]
    public void TensorsOverItSeeWhatIsLent()
    {
        LentStorage place = new(Device.Cpu, 16);
        Tensor view = new(place, Layout.Dense([2, 2]), DType.Float32);
        Tensor all = Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8], [8]);
        place.Lend(all.Narrow(0, 0, 4));
        Assert.That(view.ToArray<float>(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        place.GiveBack();
        place.Lend(all.Narrow(0, 4, 4));
        Assert.That(view.ToArray<float>(), Is.EqualTo(new float[] { 5, 6, 7, 8 }));
        view.AsSpan<float>()[0] = 9;
        Assert.That(all.ToArray<float>()[4], Is.EqualTo(9));
    }

    [Test]
    public void NoVersionComesTwice()
    {
        LentStorage place = new(Device.Cpu, 4);
        HashSet<long> versions = [];
        Tensor written = Tensor.Zeros([1]);
        for (int i = 0; i < 5; i++)
            written.AsSpan<float>()[0] = i;
        foreach (Tensor tensor in (Tensor[])[written, Tensor.Zeros([1]), written, Tensor.Zeros([1])])
        {
            place.Lend(tensor);
            Assert.That(versions.Add(place.Version));
            tensor.AsSpan<float>()[0] = 1;
            Assert.That(versions.Add(place.Version));
            place.GiveBack();
        }
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        LentStorage place = new(Device.Cpu, 16);
        Assert.That(() => place.Lend(Tensor.Zeros([5])), Throws.ArgumentException);
        Assert.That(() => place.Lend(Tensor.Zeros([4, 2]).Narrow(1, 0, 1)), Throws.ArgumentException);
        Assert.That(() => new Tensor(place, Layout.Dense([4]), DType.Float32).ToArray<float>(), Throws.InvalidOperationException);
    }
}
