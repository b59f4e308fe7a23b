using CsCheck;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Fuzz;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Generated programs, archives and values: what is read is a value or one kind of exception, what is saved is what was meant.</summary>
sealed class PropertyTests
{
    static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(number => values[number]);

    // Whole opcodes with their arguments, so that most programs get somewhere.
    static readonly Gen<byte[]> Opcode = Gen.OneOf(
        Any("N", "\u0088", "\u0089", "]", "}", ")", "(", "2", "0", "1", "t", "l", "d", "a", "e", "s", "u", "b", "R", "\u0081", "\u0085", "\u0086", "\u0087", "\u008F", "\u0090", "\u0091", "\u0093", "\u0094",
            "K\u0001", "K\u0007", "X\u0001\0\0\0a", "X\u0005\0\0\0torch", "U\u0002xy", "C\u0003abc", "G\u003F\u00F0\0\0\0\0\0\0", "F1.5\n", "I01\n", "L7L\n", "\u008A\u0001\u00FF", "S'a'\n", "Vb\n",
            "ccollections\nOrderedDict\n", "cmy\nClass\n", "c__builtin__\nset\n", "c_codecs\nencode\n", "ctorch\nSize\n", "(icollections\nOrderedDict\n", "Q", "\u0092", "o")
            .Select(text => System.Text.Encoding.Latin1.GetBytes(text)),
        Gen.Select(Any('q', 'h'), Gen.Byte[0, 3]).Select((code, slot) => (byte[])[(byte)code, slot]),
        Gen.Int.Select(number => (byte[])[(byte)'J', .. BitConverter.GetBytes(number)]),
        Gen.Byte.Array[0, 4]);

    [Test]
    public void AProgramIsATreeOrOneKindOfException()
    {
        int loaded = 0;
        Gen.Select(Opcode.Array[0, 30], Gen.Int[0, 5]).Sample((opcodes, protocol) =>
        {
            byte[] head = protocol < 2 ? [] : [0x80, (byte)protocol];
            // Whatever lies on the stack, a tuple of it is one value.
            foreach (string end in (string[])[".", "t."])
                if (PickleOracle.Check([.. head, .. end == "t." ? "("u8.ToArray() : [], .. opcodes.SelectMany(bytes => bytes), .. System.Text.Encoding.ASCII.GetBytes(end)]))
                    Interlocked.Increment(ref loaded);
        }, iter: 10_000, seed: "0000000000000001", threads: 1);
        Assert.That(loaded, Is.GreaterThan(500));
    }

    static readonly Gen<uint> Number = Gen.OneOf(Any(0u, 1u, 24u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFEu, 0xFFFFFFFFu), Gen.UInt[0, 300], Gen.UInt);

    static readonly Action<ArchiveBuilder.Entry, uint>[] Fields =
    [
        (entry, value) => entry.Method = (ushort)value, (entry, value) => entry.Flags = (ushort)value, (entry, value) => entry.LocalFlags = (ushort)value,
        (entry, value) => entry.Crc = value, (entry, value) => entry.LocalCrc = value, (entry, value) => entry.Size = value, (entry, value) => entry.StoredSize = value,
        (entry, value) => entry.LocalSize = value, (entry, value) => entry.LocalStoredSize = value, (entry, value) => entry.HeaderOffset = value,
        (entry, value) => entry.Attributes = value, (entry, value) => entry.Disk = (ushort)value, (entry, value) => entry.NameBytes = (ushort)value,
        (entry, value) => entry.ExtraBytes = (ushort)value, (entry, value) => entry.Extra = new byte[value % 40], (entry, value) => entry.LocalExtra = new byte[value % 40],
        (entry, value) => entry.Descriptor = new byte[value % 25], (entry, value) => entry.Before = new byte[value % 60], (entry, _) => entry.Deflated(), (entry, _) => entry.Plain(),
        (entry, value) => entry.Content = new byte[value % 100],
    ];

    [Test]
    public void AnArchiveWithOtherFieldsIsReadOrRefused()
    {
        int loaded = 0;
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, Fields.Length - 1], Number).Array[0, 3].Sample(changes =>
        {
            ArchiveBuilder archive = TorchTree.Archive();
            foreach ((int entry, int field, uint value) in changes)
                Fields[field](archive.Entries[entry], value);
            if (FileOracle.Check(archive.Build()))
                Interlocked.Increment(ref loaded);
        }, iter: 4_000, seed: "0000000000000002", threads: 1);
        Assert.That(loaded, Is.GreaterThan(400));
    }

    static readonly Gen<Tensor> AnyTensor = Gen.Select(Gen.Long[0, 4].Array[0, 3], Gen.Int[0, 3], Gen.Int).Select((shape, dtype, seed) =>
    {
        Tensor tensor = Tensor.Zeros(Shape.Create(shape), dtype switch { 0 => DType.Float32, 1 => DType.Int64, 2 => DType.UInt8, _ => DType.BFloat16 });
        new Random(seed).NextBytes(tensor.DType == DType.UInt8 ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.AsSpan<byte>()) : []);
        if (tensor.DType == DType.Float32)
            tensor.AsSpan<float>().Fill(seed);
        return tensor;
    });

    // Large enough to be read by threads of their own.
    static readonly Gen<Tensor> LargeTensor = Gen.Int.Select(seed => Tensor.From<int>([.. Enumerable.Range(seed & 0xFFFF, 20_000)]));

    static readonly Gen<object?> Leaf = Gen.OneOf(
        Gen.Const((object?)null), Gen.Bool.Select(object? (value) => value), Gen.Long.Select(object? (value) => value), Gen.Double.Select(object? (value) => value),
        Gen.String.Where(IsText).Select(object? (value) => value), AnyTensor.Select(object? (value) => value), LargeTensor.Select(object? (value) => value));

    static readonly Gen<object?> Value = Gen.Recursive<object?>((depth, child) => depth > 3 ? Leaf : Gen.OneOf(
        Leaf,
        child.Array[0, 4].Select(object? (items) => items.ToList()),
        child.Array[0, 4].Select(object? (items) => new TupleValue(items)),
        Gen.Select(Gen.String.Where(IsText), child).Array[0, 4].Select(object? (pairs) => Dictionary(pairs))));

    static readonly Gen<StateDict> AnyState = Gen.Select(Gen.String.Where(IsText), Value).Array[0, 6].Select(Dictionary);

    static bool IsText(string text) => !text.Any(char.IsSurrogate);

    static StateDict Dictionary((string Key, object? Value)[] pairs)
    {
        StateDict state = [];
        foreach ((string key, object? value) in pairs)
            state[key] = value;
        return state;
    }

    [Test]
    public void WhatIsSavedLoadsAsWhatItWas()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-{Guid.NewGuid():n}.pt");
        try
        {
            Gen.Select(AnyState, Gen.Int[2, 5], Any(PtSaveFormat.Zip, PtSaveFormat.Legacy)).Sample((state, protocol, format) =>
            {
                PtSaveOptions options = new() { PickleProtocol = protocol, Format = format, Root = format == PtSaveFormat.Zip ? "m" : null };
                byte[] once = Saved(state, options);
                Assert.That(Saved(state, options), Is.EqualTo(once), "saving twice");
                using PtFile lazy = PtFile.Open(once);
                StateDict onDemand = lazy.RootStateDict();
                Same(state, onDemand);
                File.WriteAllBytes(path, once);
                using PtFile eager = PtFile.Load(path);
                Same(state, eager.RootStateDict());
                // One core reads one record after another, and several side by side.
                foreach (TensorEntry entry in lazy.Tensors)
                    (entry.Tensor!.Storage as RecordStorage)?.EnsureLoaded();
                Assert.That(eager.Tensors.Select(entry => TensorHash.Sha256(entry)), Is.EqualTo(lazy.Tensors.Select(entry => TensorHash.Sha256(entry))));
                Assert.That(Saved(onDemand, options), Is.EqualTo(once), "saving what was loaded");
            }, iter: 300, seed: "0000000000000003", threads: 1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static byte[] Saved(StateDict state, PtSaveOptions options)
    {
        using MemoryStream stream = new();
        PtFile.Save(stream, state, options);
        return stream.ToArray();
    }

    static void Same(object? expected, object? found)
    {
        switch (expected)
        {
            case StateDict state:
                Assert.That(((StateDict)found!).Keys, Is.EqualTo(state.Keys));
                foreach (StateKey key in state.Keys)
                    Same(state[key], ((StateDict)found)[key]);
                break;
            case Tensor tensor:
                Tensor other = (Tensor)found!;
                Assert.That((other.DType, other.Shape), Is.EqualTo((tensor.DType, tensor.Shape)));
                byte[] bytes = new byte[tensor.Storage.ByteLength], read = new byte[other.Storage.ByteLength];
                tensor.Storage.Read(0, bytes);
                other.Storage.Read(0, read);
                Assert.That(read, Is.EqualTo(bytes));
                break;
            case TupleValue tuple:
                Assert.That(found, Is.TypeOf<TupleValue>().And.Count.EqualTo(tuple.Count));
                for (int i = 0; i < tuple.Count; i++)
                    Same(tuple[i], ((TupleValue)found!)[i]);
                break;
            case IList<object?> list:
                Assert.That(((IList<object?>)found!).Count, Is.EqualTo(list.Count));
                for (int i = 0; i < list.Count; i++)
                    Same(list[i], ((IList<object?>)found)[i]);
                break;
            case double number:
                Assert.That(BitConverter.DoubleToInt64Bits((double)found!), Is.EqualTo(BitConverter.DoubleToInt64Bits(number)));
                break;
            default:
                Assert.That(found, Is.EqualTo(expected));
                break;
        }
    }
}
