using System.Buffers.Binary;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Every format to every other, every dtype: each bit arrives, or one error names the tensor and what to do.</summary>
sealed class FormatSweepTests
{
    const string Name = "layer.weight";

    /// <summary>A format that a state_dict is saved in.</summary>
    /// <param name="Title">What it is called.</param>
    /// <param name="Holds">The dtypes that it has.</param>
    /// <param name="Save">Saves a state_dict that is at hand.</param>
    /// <param name="Convert">Saves what a file holds.</param>
    public sealed record Format(string Title, Func<DType, bool> Holds, Action<string, StateDict, PtSaveOptions> Save, Action<string, PtFile, PtSaveOptions> Convert)
    {
        public override string ToString() => Title;
    }

    // What the formats' own documents list.
    static readonly DType[] Safetensors =
    [
        DType.Bool, DType.UInt8, DType.Int8, DType.UInt16, DType.Int16, DType.UInt32, DType.Int32, DType.UInt64, DType.Int64, DType.Float16, DType.BFloat16, DType.Float32, DType.Float64,
        DType.Complex64, DType.Float8E4M3Fn, DType.Float8E4M3FnUz, DType.Float8E5M2, DType.Float8E5M2FnUz, DType.Float8E8M0Fnu, DType.Float4E2M1FnX2,
    ];

    static readonly DType[] NumPy =
    [
        DType.Bool, DType.UInt8, DType.Int8, DType.UInt16, DType.Int16, DType.UInt32, DType.Int32, DType.UInt64, DType.Int64, DType.Float16, DType.Float32, DType.Float64, DType.Complex64, DType.Complex128,
    ];

    static readonly Format[] All =
    [
        Single("torch", _ => true, PtSaveFormat.Zip),
        Single("legacy", _ => true, PtSaveFormat.Legacy),
        Single("safetensors", IsSafetensors, PtSaveFormat.Safetensors),
        Single("npz", IsNumPy, PtSaveFormat.Npz),
        new("npy", IsNumPy, (path, state, options) => PtFile.Save(path, state.Tensor(Name), options with { Format = PtSaveFormat.Npy }), (path, file, options) => PtFile.Save(path, file.StateDict()[Name], options with { Format = PtSaveFormat.Npy })),
        Sharded("shards of safetensors", IsSafetensors, PtSaveFormat.Safetensors),
        Sharded("shards of torch", _ => true, PtSaveFormat.Zip),
        new("distributed", _ => true, (path, state, options) => PtFile.SaveDcp(path, state, options), (path, file, options) => file.SaveDcp(path, options)),
    ];

    static bool IsSafetensors(DType dtype) => Safetensors.AsSpan().Contains(dtype);

    static bool IsNumPy(DType dtype) => NumPy.AsSpan().Contains(dtype);

    static Format Single(string title, Func<DType, bool> holds, PtSaveFormat format) =>
        new(title, holds, (path, state, options) => PtFile.Save(path, state, options with { Format = format }), (path, file, options) => file.Save(path, options with { Format = format }));

    // Two files: an index is written where one does not hold all.
    static Format Sharded(string title, Func<DType, bool> holds, PtSaveFormat format) => new(title, holds,
        (path, state, options) => PtFile.SaveShards(path, state, 1, options with { Format = format }), (path, file, options) => PtFile.SaveShards(path, file.StateDict(), 1, options with { Format = format }));

    static IEnumerable<TestCaseData> Pairs() =>
        from source in All where source.Title != "npy" from target in All select new TestCaseData(source, target).SetArgDisplayNames(source.Title, target.Title);

    [TestCaseSource(nameof(Pairs))]
    public void EveryBitArrivesOrTheTensorIsNamed(Format source, Format target)
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-").FullName;
        try
        {
            foreach (DType dtype in DTypes.All.Where(source.Holds))
            {
                byte[] bits = Bits(dtype);
                StateDict state = new() { [Name] = Tensor(bits, dtype), ["other"] = PtFormat.Tensors.Tensor.From<float>(1) };
                string from = Path.Combine(folder, $"{dtype}-from"), to = Path.Combine(folder, $"{dtype}-to");
                source.Save(from, state, PtSaveOptions.Default);
                using PtFile file = PtFile.Open(from);
                Assert.That(BitsOf(file), Is.EqualTo(bits), $"{dtype}, read");
                if (target.Holds(dtype))
                {
                    target.Convert(to, file, PtSaveOptions.Default);
                    using PtFile made = PtFile.Open(to);
                    Assert.That(Found(made).DType, Is.EqualTo(dtype));
                    Assert.That(BitsOf(made), Is.EqualTo(bits), $"{dtype}, converted");
                    continue;
                }
                Exception error = Assert.Catch(() => target.Convert(to, file, PtSaveOptions.Default))!;
                string remedy = dtype.IsFloatingPoint() && dtype.HoldsNumbers() ? "--dtype float32" : "keep PyTorch's own format";
                Assert.That(error, Is.TypeOf<ArgumentException>());
                Assert.That(error.Message, Does.Contain(target.Title == "npy" ? "the tensor" : $"'{Name}'").And.Contain(dtype.Name()).And.Contain(remedy));
                Assert.That(File.Exists(to) || Directory.Exists(to), Is.False, "nothing was written");
                if (!dtype.IsFloatingPoint() || !dtype.HoldsNumbers() || Found(file).DType.Info().StorageName is null)
                    continue;
                // The remedy works.
                file.Convert(DType.Float32);
                target.Convert(to, file, PtSaveOptions.Default);
                using PtFile wide = PtFile.Open(to);
                Assert.That(Found(wide).DType, Is.EqualTo(DType.Float32));
                Assert.That(Found(wide).ToArray<float>().Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(state.Tensor(Name).To(DType.Float32).ToArray<float>().Select(BitConverter.SingleToUInt32Bits)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void WhatIsNotStridedIsNamedOrWrittenOut([Values("torch", "legacy")] string sourceTitle, [Values("safetensors", "npz", "npy", "shards of safetensors", "shards of torch", "distributed")] string targetTitle, [Values("sparse", "csr", "quantized")] string kind)
    {
        Format source = All.Single(format => format.Title == sourceTitle), target = All.Single(format => format.Title == targetTitle);
        string folder = Directory.CreateTempSubdirectory("ptformat-").FullName;
        try
        {
            string from = Path.Combine(folder, "from"), to = Path.Combine(folder, "to");
            using (PtFile others = PtFile.Open(Repository.Path("fixtures", "safetensors", "2.14", "others.pt")))
                source.Save(from, new() { [Name] = others.RootStateDict()[kind] }, PtSaveOptions.Default);
            using PtFile file = PtFile.Open(from);
            Assert.That(() => target.Convert(to, file, PtSaveOptions.Default),
                Throws.ArgumentException.With.Message.Contains(targetTitle == "npy" ? "the tensor" : $"'{Name}'").And.Message.Contains(kind == "quantized" ? "--dequantize" : "--dense"));
            Assert.That(File.Exists(to) || Directory.Exists(to), Is.False, "nothing was written");
            target.Convert(to, file, kind == "quantized" ? new() { Dequantize = true } : new() { Dense = true });
            using PtFile made = PtFile.Open(to);
            object whole = file.RootStateDict()[Name]!;
            Tensor expected = whole is QuantizedTensor quantized ? quantized.Dequantize() : PtFormat.Tensors.Tensor.From<float>([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
            Assert.That(Found(made).ToArray<float>(), Is.EqualTo(expected.ToArray<float>()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static Tensor Found(PtFile file) => file.Tensors.Single(entry => entry.Path.Length == 0 || entry.Path == $"['{Name}']").Tensor!;

    static byte[] BitsOf(PtFile file)
    {
        Tensor tensor = Found(file);
        byte[] bytes = new byte[tensor.ElementCount * tensor.DType.ItemSize()];
        tensor.Storage.Read(tensor.Layout.Offset * tensor.DType.ItemSize(), bytes);
        return bytes;
    }

    static Tensor Tensor(byte[] bits, DType dtype) => new(PtFormat.Tensors.Tensor.From<byte>(bits, [bits.Length]).Storage, Layout.Dense([bits.Length / dtype.ItemSize() / 2, 2]), dtype);

    // Of all of 16 bits every one; of wider ones signalling and quiet NaN with payloads of either sign, minus zero, a denormal, infinity, and anything.
    static byte[] Bits(DType dtype)
    {
        byte[] bytes = new byte[1 << 12];
        new Random(5).NextBytes(bytes);
        switch (dtype)
        {
            case DType.Bool:
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] &= 1;
                return bytes;
            case DType.Float16 or DType.BFloat16 or DType.Complex32 or DType.BComplex32:
                bytes = new byte[1 << 17];
                for (int i = 0; i < 1 << 16; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)i);
                return bytes;
            case DType.Float32 or DType.Complex64:
                uint[] singles = [0x7F800001, 0xFF800001, 0x7FA5A5A5, 0x7FC00001, 0xFFC12345, 0x80000000, 1, 0x7F800000];
                for (int i = 0; i < singles.Length; i++)
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), singles[i]);
                return bytes;
            case DType.Float64 or DType.Complex128:
                ulong[] doubles = [0x7FF0000000000001, 0xFFF0000000000001, 0x7FF5A5A5A5A5A5A5, 0x7FF8000000000001, 0xFFF8123456789ABC, 1UL << 63, 1, 0x7FF0000000000000];
                for (int i = 0; i < doubles.Length; i++)
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), doubles[i]);
                return bytes;
            default:
                return bytes;
        }
    }
}
