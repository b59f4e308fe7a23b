using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>Copies and indices against the processor.</summary>
public sealed class GpuDeviceIndexTests
{
    static readonly (string Name, Action<GpuDevice> Check)[] Checks =
    [
        ("copies", device =>
        {
            Tensor x = Same.Random([2, 3, 4, 5, 2]);
            Same.Check(device, t => Ops.Copy(t[0].Permute(4, 1, 3, 0, 2)), 0, x);
            Same.Check(device, t => Ops.Copy(t[0].Narrow(2, 1, 2).Transpose(0, 4)), 0, x);
            foreach (DType dtype in (DType[])[DType.UInt8, DType.Float16, DType.Float64])
                Same.Check(device, t => Ops.Copy(t[0].Transpose(0, 1)), 0, Same.Random([4, 6], 100).To(dtype));
        }),
        ("cat", device =>
        {
            Tensor x = Same.Random([2, 3, 4]), y = Same.Random([2, 5, 4]);
            Same.Check(device, t => Ops.Cat([t[0], t[1].Narrow(1, 1, 3)], 1), 0, x, y);
            Same.Check(device, t => Ops.Stack([t[0], t[0]], 2), 0, x);
        }),
        ("picks", device =>
        {
            Tensor x = Same.Random([6, 5, 3]), index = Tensor.From<long>(4, 0, 3, 3);
            Same.Check(device, t => Ops.IndexSelect(t[0], 1, t[1]), 0, x, index);
            Same.Check(device, t => Ops.IndexSelect(t[0].Transpose(0, 1), 0, t[1]), 0, x, index);
            Same.Check(device, t => Ops.Gather(t[0], 1, t[1]), 0, Same.Random([3, 5]), Tensor.From<long>([1, 4, 0, 2, 2, 3], [3, 2]));
            Same.Check(device, t => Ops.Gather(t[0].Transpose(0, 1), 0, t[1]), 0, Same.Random([3, 5]), Tensor.From<long>([1, 4, 0, 2], [4, 1]));
        }),
        ("scatter", device =>
        {
            Tensor x = Same.Random([4, 5]), index = Tensor.From<long>([0, 3, 3, 1, 2, 0], [2, 3]), source = Same.Random([2, 3], seed: 3);
            Same.Check(device, t => Ops.Scatter(t[0], 0, t[1], t[2], ScatterMode.Add), 1e-6, x, index, source);
            Same.Check(device, t => Ops.Scatter(t[0], 1, t[1], t[2]), 0, x, index, source);
            Same.Check(device, t => Ops.Index(t[0], [t[1], null]), 0, x, Tensor.From<long>(-1, 2));
            Same.Check(device, t => Ops.IndexPut(t[0], [t[1]], t[2]), 0, x, Tensor.From<long>(1, 3), Same.Random([5]));
        }),
        ("bags", device =>
        {
            Tensor weight = Same.Random([7, 4]), index = Tensor.From<long>(1, 2, 3, 6, 6, 0), offsets = Tensor.From<long>(0, 2, 2, 5);
            foreach (BagMode mode in Enum.GetValues<BagMode>())
                Same.Check(device, t => Ops.EmbeddingBag(t[0], t[1], t[2], null, new(mode, PaddingIdx: 3)), 1e-6, weight, index, offsets);
        }),
        ("pads", device =>
        {
            Tensor x = Same.Random([2, 3, 4, 5]);
            foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
                Same.Check(device, t => Ops.Pad(t[0], [2, 1, 1, 3], mode, 0.5), 0, x);
        }),
        ("upsamples", device =>
        {
            Tensor image = Same.Random([2, 3, 5, 4]);
            foreach (UpsampleMode mode in (UpsampleMode[])[UpsampleMode.Nearest, UpsampleMode.NearestExact, UpsampleMode.Bilinear, UpsampleMode.Bicubic])
                Same.Check(device, t => Ops.Upsample(t[0], new(mode, 2, (1, 8, 9))), 1e-5, image);
            Same.Check(device, t => Ops.Upsample(t[0], new(UpsampleMode.Bilinear, 2, (1, 3, 9)) { AlignCorners = true }), 1e-5, image);
            Same.Check(device, t => Ops.Upsample(t[0], new(UpsampleMode.Trilinear, 3, (4, 3, 5))), 1e-5, Same.Random([1, 2, 3, 3, 4]));
        }),
        ("volumes", device =>
        {
            Tensor x = Same.Random([2, 4, 5, 4, 6]);
            Same.Check(device, t => Ops.Conv3d(t[0], t[1], t[2], new() { Padding = 1, Stride = (1, 2, 1), Groups = 2 }), 1e-5, x, Same.Random([6, 2, 3, 2, 3], seed: 2), Same.Random([6]));
            Same.Check(device, t => Ops.ConvTranspose(t[0], t[1], t[2], new(3) { Padding = 1, Stride = 2, OutputPadding = 1 }), 1e-5, x, Same.Random([4, 3, 3, 3, 3], seed: 2), Same.Random([3]));
            Same.Check(device, t => Ops.ConvTranspose(t[0], t[1], null, new(1) { Stride = 3, Dilation = 2, Groups = 2 }), 1e-5, Same.Random([2, 4, 5]), Same.Random([4, 3, 3]));
        }),
        ("norms", device =>
        {
            Tensor x = Same.Random([3, 6, 4, 2], 4, shift: 3), six = Same.Random([6], seed: 2, shift: 2), eight = Same.Random([4, 2], seed: 3);
            Same.Check(device, t => Ops.BatchNorm(t[0], t[1], t[2], t[2], t[1]), 1e-5, x, Same.Random([6]), six);
            Same.Check(device, t => Ops.LayerNorm(t[0], [4, 2], t[1], t[1]), 1e-5, x, eight);
            Same.Check(device, t => Ops.RmsNorm(t[0], [4, 2], t[1]), 1e-5, x, eight);
            Same.Check(device, t => Ops.GroupNorm(t[0], 3, t[1], t[1]), 1e-5, x, six);
        }),
    ];

    public static IEnumerable<string> Names => Checks.Select(one => one.Name);

    [TestCaseSource(nameof(Names))]
    public void OnTheEmulator(string name) => Array.Find(Checks, one => one.Name == name).Check(TestDevice.Emulator);

    [TestCaseSource(nameof(Names))]
    public void OnPocl(string name) => Array.Find(Checks, one => one.Name == name).Check(TestDevice.Pocl);

    [Test]
    public void AWrongIndexIsToldWhenTheHostWaits()
    {
        using GpuDevice device = OwnEmulator.Open();
        Tensor x = Same.Random([6, 5]).To(device), picked = Ops.IndexSelect(x, 0, Tensor.From<long>(2, 6).To(device));
        Assert.That(() => picked.ToArray<float>(), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("index_select: index 6 on emulator is outside dimension 0 of [6, 5], which has 6 positions"));
        Assert.That(() => x.ToArray<float>(), Throws.Nothing, "told once");
        Assert.That(TestDevice.TakeFaults(), Is.Zero);
    }
}
