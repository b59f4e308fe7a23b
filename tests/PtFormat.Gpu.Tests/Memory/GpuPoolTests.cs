using NUnit.Framework;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Device memory is lent, comes back through finalizers, and is lent again.</summary>
public sealed class GpuPoolTests
{
    [Test]
    public void ClassesHoldWhatTheyMust()
    {
        for (long bytes = 1; bytes < 1L << 34; bytes += bytes / 7 + 1)
        {
            long held = GpuPool.BytesOf(GpuPool.ClassOf(bytes));
            Assert.That(held, Is.GreaterThanOrEqualTo(bytes));
            Assert.That(held, Is.LessThanOrEqualTo(Math.Max(GpuPool.SmallestBytes, bytes + bytes / 4 + GpuPool.SmallestBytes)), $"{bytes}");
        }
        Assert.That(GpuPool.ClassOf(0), Is.Zero);
    }

    [Test]
    public void DroppedMemoryIsLentAgain()
    {
        using GpuDevice device = OwnEmulator.Open();
        const int Bytes = 1 << 20;
        for (int i = 0; i < 500; i++)
            Drop(device, Bytes);
        Assert.That(device.Pool.HeldBytes, Is.LessThan(300L * Bytes), "500 MB were asked for, one MB at a time");
        Settle(() => device.Pool.LentBytes == 0);
        Assert.That(device.Pool.LentBytes, Is.Zero);
        device.Pool.Trim();
        Assert.That(device.Pool.HeldBytes, Is.Zero);
    }

    [Test]
    public void WhatIsHeldStays()
    {
        using GpuDevice device = OwnEmulator.Open();
        Tensor kept = Tensor.From<float>(1, 2, 3).To(device);
        for (int i = 0; i < 200; i++)
            Drop(device, 1 << 20);
        Assert.That(kept.ToArray<float>(), Is.EqualTo(new float[] { 1, 2, 3 }));
    }

    [Test]
    public void ADisposedDeviceSaysSo()
    {
        GpuDevice device = OwnEmulator.Open();
        Tensor tensor = Tensor.From<float>(1, 2, 3).To(device);
        device.Dispose();
        device.Dispose();
        Assert.That(() => tensor.ToArray<float>(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Tensor.From<float>(1).To(device), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void LargeCopiesGoThroughPieces()
    {
        float[] values = [.. Enumerable.Range(0, 3 * GpuStaging.PieceBytes / 4 + 777).Select(i => (float)i)];
        Tensor there = Tensor.From<float>(values, [values.Length]).To(TestDevice.Emulator);
        Assert.That(there.ToArray<float>(), Is.EqualTo(values));
    }

    static void Drop(GpuDevice device, int bytes) => Assert.That(device.Allocate(bytes).ByteLength, Is.EqualTo(bytes));

    static void Settle(Func<bool> condition)
    {
        for (int i = 0; i < 50 && !condition(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
