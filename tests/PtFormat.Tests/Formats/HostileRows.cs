using System.Diagnostics;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;
using PtFormat.Tests.Formats.Export;
using PtFormat.Tests.Formats.Npy;
using PtFormat.Tests.Formats.Safetensors;
using PtFormat.Tests.Formats.Script;
using PtFormat.Tests.Formats.Torch;
using PtFormat.Tests.Formats.Zip;
using PtFormat.Tests.Pickle;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats;

/// <summary>Every hostile input that the tests build, opened and read to the end under the budgets that SECURITY.md promises.</summary>
static class HostileRows
{
    const int StackBytes = 256 * 1024;

    /// <summary>How an input ended that is no error.</summary>
    public const string Loaded = "loaded";

    // Bytes for each byte of a pickle: a container is one byte long in it.
    const int Factor = 64;

    /// <summary>What one input cost. All bytes are of managed memory.</summary>
    public sealed record Cost(string Name, long InputBytes, long CpuMilliseconds, long PeakBytes, long PickleBytes, long StorageBytes, string End)
    {
        /// <summary>64 MiB, 64 × the pickle's length, and 2 × the bytes of the storages asked for.</summary>
        public long AllowedBytes => (64L << 20) + Factor * PickleBytes + 2 * StorageBytes;

        /// <summary>2 s + 1 s for 10 MB.</summary>
        public long AllowedMilliseconds => 2000 + InputBytes / 10_000;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}\t{InputBytes}\t{CpuMilliseconds}\t{PeakBytes}\t{PickleBytes}\t{StorageBytes}\t{End}");

        public static Cost Parse(string line)
        {
            string[] fields = line.Split('\t');
            long Number(int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
            return new(fields[0], Number(1), Number(2), Number(3), Number(4), Number(5), fields[6]);
        }
    }

    /// <summary>Reads each input in this process and writes its cost as a line.</summary>
    public static void Measure(TextWriter output)
    {
        // What the first use of the code costs is nobody's fault.
        _ = CostOf("warm", Archive().Build(), Everything);
        foreach ((string name, byte[] file) in Small())
            Write(name, file, Everything);
        foreach ((string name, byte[] file) in Heavy().Concat(Full()))
            foreach ((string use, Action<PtFile> run) in Uses)
                Write($"{name}, {use}", file, run);

        void Write(string name, byte[] file, Action<PtFile> use)
        {
            Cost cost = CostOf(name, file, use);
            // Others use the processors, too, and a collection may come late: what is over a budget is measured once more.
            if (cost.CpuMilliseconds > cost.AllowedMilliseconds || cost.PeakBytes > cost.AllowedBytes)
                cost = CostOf(name, file, use);
            output.WriteLine(cost);
            output.Flush();
        }
    }

    static void Everything(PtFile file)
    {
        foreach ((_, Action<PtFile> run) in Uses)
            run(file);
    }

    // What a caller may want of an open file.
    static readonly (string Name, Action<PtFile> Run)[] Uses =
    [
        ("load", file =>
        {
            foreach (TensorEntry entry in file.Tensors)
            {
                _ = TensorHash.Sha256(entry);
                (entry.Tensor?.Storage as RecordStorage)?.EnsureLoaded();
            }
        }),
        ("verify", file => _ = file.Verify()),
        ("values", file => _ = file.Values),
        ("value", file => _ = file.Value),
        ("outline", file => _ = file.Outline()),
        ("save", file =>
        {
            try
            {
                file.Save(Stream.Null);
            }
            catch (NotSupportedException)
            {
                // A tar archive is not written.
            }
        }),
    ];

    static Cost CostOf(string name, byte[] file, Action<PtFile> use)
    {
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true), peak = 0, storages = 0;
        string end = "";
        bool isDone = false;
        using Process self = Process.GetCurrentProcess();
        TimeSpan start = self.TotalProcessorTime;
        Thread reader = new(() =>
        {
            try
            {
                using PtFile opened = PtFile.Open(file);
                use(opened);
                storages = opened.Tensors.Select(entry => entry.Tensor?.Storage).OfType<RecordStorage>().Distinct().Sum(storage => storage.ByteLength);
                end = Loaded;
            }
            catch (Exception e)
            {
                end = e is PtFormatException wrong ? wrong.Kind.ToString() : e.GetType().Name;
            }
            finally
            {
                Volatile.Write(ref isDone, true);
            }
        }, StackBytes);
        reader.Start();
        do
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
        while (!Volatile.Read(ref isDone) && !reader.Join(1));
        reader.Join();
        self.Refresh();
        return new(name, file.Length, (long)(self.TotalProcessorTime - start).TotalMilliseconds, peak, PickleBytes(file), storages, end);
    }

    static long PickleBytes(byte[] file)
    {
        // A header of JSON counts as a pickle.
        if (file is [_, _, _, _, 0, 0, 0, 0, (byte)'{', ..])
            return file.Length;
        try
        {
            return PtFile.Pickles(ByteSource.FromMemory(file)).Sum(part => part.Content.CanSeek ? part.Content.Length : Math.Min(part.Content.Length, file.Length));
        }
        catch (PtFormatException)
        {
            return 0;
        }
    }

    static IEnumerable<(string Name, byte[] File)> Small()
    {
        foreach ((string name, object?[] arguments) in Rows("pickle", PickleVmTests.Hazards()))
            yield return (name, (byte[])arguments[0]!);
        foreach ((string name, object?[] arguments) in Rows("tensor", HostileTensorTests.Refused().Concat(HostileTensorTests.Legal())))
            yield return (name, (byte[])arguments[0]!);
        foreach ((string name, object?[] arguments) in Rows("zip", HostileZipTests.Refused().Concat(HostileZipTests.Accepted())))
            yield return (name, Built((Action<ArchiveBuilder>)arguments[0]!));
        foreach ((string name, object?[] arguments) in Rows("legacy", HostileLegacyTests.Refused()))
        {
            LegacyBuilder builder = new();
            ((Action<LegacyBuilder>)arguments[0]!)(builder);
            yield return (name, builder.Build());
        }
        foreach ((string name, object?[] arguments) in Rows("tar", HostileTarTests.Refused().Concat(HostileTarTests.Accepted())))
            yield return (name, (byte[])arguments[0]!);
        foreach ((string name, object?[] arguments) in Rows("safetensors", HostileSafetensorsTests.Refused().Concat(HostileSafetensorsTests.Odd())).Concat(Rows("npy", HostileNpyTests.Refused())))
            yield return (name, (byte[])arguments[0]!);
        foreach ((string name, object?[] arguments) in Rows("script", HostileScriptTests.Refused().Concat(HostileScriptTests.WrongTensors())))
            yield return (name, HostileScriptTests.Built((Action<ArchiveBuilder>)arguments[0]!));
        foreach ((string name, object?[] arguments) in Rows("program", HostileProgramTests.Refused().Concat(HostileProgramTests.WrongTensors())))
            yield return (name, HostileProgramTests.Built((Action<ArchiveBuilder>)arguments[0]!));
        foreach ((string name, object?[] arguments) in Rows("tree", WholeFileTests.Trees()))
            yield return (name, Archive((PickleValue)arguments[0]!).Build());
    }

    static IEnumerable<(string Name, object?[] Arguments)> Rows(string kind, IEnumerable<TestCaseData> rows) =>
        rows.Select((row, number) => (string.Create(CultureInfo.InvariantCulture, $"{kind} {number + 1}"), row.Arguments));

    static byte[] Built(Action<ArchiveBuilder> change)
    {
        ArchiveBuilder archive = Archive();
        change(archive);
        return archive.Build();
    }

    // Inputs whose cost would show where work or memory grew faster than their length.
    static IEnumerable<(string Name, byte[] File)> Heavy()
    {
        yield return ("very many lists", Pickle(Repeat("]0", 250_000), "N"));
        yield return ("very many empty dicts in one list", Pickle("](", Repeat("}", 250_000), "e"));
        yield return ("very many memo slots", Pickle(Repeat("N\u00940", 250_000), "N"));
        yield return ("very many states of one object", Pickle("cm\nC\n)\u0081", Repeat("}b", 250_000)));
        yield return ("very many items for one object", Pickle("cm\nC\n)\u0081", Repeat("Na", 250_000)));
        yield return ("many calls", Pickle("]", Repeat("cm\nC\n)Ra", 200_000)));
        yield return ("one long text", Pickle("X\u0000\u0000\u0040\u0000", Repeat("a", 0x400000)));
        yield return ("one long text of surrogates", Pickle("X\u0000\u0000\u0030\u0000", Repeat("\u00ED\u00A0\u0080", 0x100000)));
        yield return ("one key a million times", Pickle("}X\u0001\0\0\0aq\u00000", Repeat("h\0Ns", 250_000)));
        yield return ("floats that hash alike", Pickle("}(", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"G{BigEndian(i + 0x40000000)}{BigEndian(i + 0x40000000)}N")), "u"));
        yield return ("tuples in one another", Pickle("N", Repeat("\u0085", 900)));
        yield return ("digits", Pickle(Repeat("I1234567890\n0", 125_000), "N"));
        yield return ("long integers", Pickle(Repeat("\u008A\u00C8" + Repeat("\u0007", 200) + "0", 10_000), "N"));
        yield return ("a thousand views of one storage", Archive(new PyList(Enumerable.Range(0, 1000).Select(_ => Tensor()))).Build());
        yield return ("many storages", Archive(new PyList(Enumerable.Range(0, 5000).Select(i => Tensor(storage: Storage(key: new PyString(i.ToString(CultureInfo.InvariantCulture)))))),
            [.. Enumerable.Range(0, 5000).Select(i => (i.ToString(CultureInfo.InvariantCulture), SixFloats))]).Build());
        yield return ("many records", Built(archive => archive.Entries.AddRange(Enumerable.Range(0, 50_000).Select(i => new ArchiveBuilder.Entry($"archive/x{i}", [])))));
        yield return ("16 MiB of zeros deflated", Archive(Dict("w", Tensor(Ints(4 << 20), Ints(1), storage: Storage(count: 4 << 20)))).With("archive/data/0", new byte[16 << 20]).Build());
        yield return ("a pickle of zeros deflated", Built(archive => { archive["archive/data.pkl"].Content = Pickle(Repeat("]0", 1_000_000), "N"); archive["archive/data.pkl"].Deflated(); }));
        yield return ("an element repeated 2^40 times", Archive(Dict("w", Tensor(Ints(1L << 40), Ints(0), storage: Storage(count: 1))), ("0", new byte[4])).Build());
        yield return ("a tensor of no elements and 2^62 rows", Archive(Dict("w", Tensor(Ints(1L << 40, 0), Ints(1, 1)))).Build());
    }

    // As many objects for each byte as there can be, and so many that 64 MiB do not hide what one costs. Just past a power of two a stack
    // that doubles is emptiest.
    static IEnumerable<(string Name, byte[] File)> Full()
    {
        const int many = (1 << 21) + 1;
        yield return ("two million empty dicts", Pickle("](", Repeat("}", many), "e"));
        yield return ("two million empty lists", Pickle("](", Repeat("]", many), "e"));
        yield return ("two million empty sets", Pickle("](", Repeat("\u008f", many), "e"));
        yield return ("nothing two million times", Pickle("](", Repeat("N", many), "e"));
        yield return ("a million dicts in the memo", Pickle("](", Repeat("}\u0094", many / 2), "e"));
        yield return ("lists of one item", Pickle("](", Repeat("]Na", many / 3), "e"));
        yield return ("dicts of one entry", Pickle("](", Repeat("}NNs", many / 4), "e"));
        yield return ("tuples of one item", Pickle("](", Repeat("N\u0085", many / 2), "e"));
        yield return ("empty frozensets", Pickle("](", Repeat("(\u0091", many / 2), "e"));
        yield return ("frozensets of one", Pickle("](", Repeat("(N\u0091", many / 3), "e"));
        yield return ("empty texts", Pickle("](", Repeat("U\0", many / 2), "e"));
        yield return ("empty bytes", Pickle("](", Repeat("C\0", many / 2), "e"));
        yield return ("empty outside ids", Pickle("](", Repeat("P\n", many / 2), "e"));
        yield return ("ids of nothing", Pickle("](", Repeat("NQ", many / 2), "e"));
        yield return ("calls from the memo", Pickle("](cm\nC\nq\0)q\u0001", Repeat("h\0)R", many / 4), "e"));
        yield return ("items for one object in batches", Pickle("cm\nC\n)\u0081", Repeat("(" + Repeat("N", 1000) + "e", many / 1000)));
        yield return ("entries for one object in batches", Pickle("cm\nC\n)\u0081", Repeat("(" + Repeat("N", 1000) + "u", many / 1000)));
        yield return ("small ints as keys", Pickle("}(", string.Concat(Enumerable.Range(0, many / 6).Select(i => $"J{BigEndian(i)}N")), "u"));
        yield return ("tensors of one description", Archive(Views(many / 5)).Build());
        yield return ("long names joined", Pickle("](cbuiltins\ngetattr\nq\0cm\n", Repeat("n", 1000), $"\nq\u0001X\u0001\0\0\0aq\u0002", Repeat("h\0h\u0001h\u0002\u0086R", 50_000), "e"));
        yield return ("one dictionary's start again and again", Pickle("](ccollections\nOrderedDict\nq\0(](", Repeat("NN\u0086", 20_000), "etq\u0001", Repeat("h\0h\u0001R", 20_000), "e"));
        yield return ("what is handed on again and again", Pickle("](cfunctools\npartial\nq\0(", Repeat("N", 500_000), "tq\u0001", Repeat("h\0h\u0001R", 100_000), "e"));
        yield return ("a partial's state again and again", Pickle("](cfunctools\npartial\nq\0)q\u0001(N(", Repeat("N", 500_000), "tNNtq\u0002", Repeat("h\0h\u0001Rh\u0002b", 100_000), "e"));
        yield return ("one text made bytes again and again", Pickle("](c_codecs\nencode\nq\0(X\0\0\u0010\0", Repeat("a", 1 << 20), "U\u0006latin1tq\u0001", Repeat("h\0h\u0001R", 50_000), "e"));
        yield return ("one list made a set again and again", Pickle("](c__builtin__\nset\nq\0((", Repeat("G01234567", 1), Repeat("N", 100_000), "ltq\u0001", Repeat("h\0h\u0001R", 50_000), "e"));
        yield return ("one state for many objects", Pickle("](cm\nC\nq\0}(", string.Concat(Enumerable.Range(0, 20_000).Select(i => $"J{BigEndian(i)}N")), "uq\u00010", Repeat("h\0)\u0081h\u0001b", 50_000), "e"));
        yield return ("one named tuple's items many times", Pickle("](cm\nC\nq\0(", Repeat("N", 100_000), "tq\u0001", Repeat("h\0h\u0001\u0081", 50_000), "e"));
        yield return ("a list of numbers in many places", Pickle("]((", Repeat("N", 500_000), "lq\0", Repeat("h\0", 250_000), "e"));
        yield return ("long bytes in many places", Pickle("](B\0\0\u0010\0", Repeat("a", 1 << 20), "q\0", Repeat("h\0", 250_000), "e"));
        yield return ("items for one object in many places", Pickle("](cm\nC\n)\u0081q\0(", Repeat("N", 500_000), "e", Repeat("h\0", 250_000), "e"));
        yield return ("frozensets of the one before, twice", Pickle("K\u0001", string.Concat(Enumerable.Range(0, 60).Select(i => $"q{(char)i}0(h{(char)i}h{(char)i}\u0086\u0091"))));
        yield return ("one long key everywhere", Pickle("X\u0000\u0000\u0010\0", Repeat("a", 1 << 20), "q\00](", Repeat("}h\0Ns", 100_000), "e"));
        yield return ("one long tuple as a key everywhere", Pickle("(", Repeat("N", 250), "tq\00](", Repeat("}h\0Ns", 100_000), "e"));
    }

    // One function, one tuple of arguments, many calls.
    static PyList Views(int count)
    {
        PyObject tensor = (PyObject)Tensor();
        return new(Enumerable.Range(0, count).Select(_ => new PyObject(PyObjectForm.Reduce, tensor.Callable, tensor.Arguments)));
    }

    static ArchiveBuilder With(this ArchiveBuilder archive, string name, byte[] content)
    {
        archive[name].Content = content;
        archive[name].Deflated();
        return archive;
    }

    static string Repeat(string bytes, int count) => string.Concat(Enumerable.Repeat(bytes, count));

    static string BigEndian(int value) => Encoding.Latin1.GetString([.. BitConverter.GetBytes(value).Reverse()]);

    // One character is one byte.
    static byte[] Pickle(params string[] parts) => [0x80, 2, .. Encoding.Latin1.GetBytes(string.Concat(parts)), (byte)'.'];
}
