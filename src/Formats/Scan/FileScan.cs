using System.Globalization;
using PtFormat.Formats.Export;
using PtFormat.Formats.Npy;
using PtFormat.Formats.Python;
using PtFormat.Formats.Safetensors;
using PtFormat.Formats.Script;
using PtFormat.Formats.Sharded;
using PtFormat.Formats.Tar;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Scan;

/// <summary>
/// Looks through a file for Python names. The pickles are run by the machine that loads them, told to refuse nothing; streams
/// and tars are walked by their readers. Where one of these gives up, the tokens that are left are listed.
/// </summary>
sealed partial class FileScan
{
    // More places than any checkpoint has; a list of them must not outgrow the file by much.
    const int MaxGlobals = 100_000;

    // A record that only starts like a pickle is looked into where that is quickly done.
    const int MaxGuessedBytes = 16 << 20;

    readonly LoadLimits _limits;
    readonly string? _file;
    readonly IProgress<long>? _progress;
    readonly CancellationToken _cancellation;
    readonly List<ScannedGlobal> _globals = [];
    readonly List<PtFormatException> _problems = [];
    int _pickles;
    int _calls;
    long _doneBytes;
    long _inflatedBytes;
    bool _isFull;
    readonly List<string> _codeFiles = [];

    public FileScan(LoadLimits limits, string? file, IProgress<long>? progress, CancellationToken cancellation) =>
        (_limits, _file, _progress, _cancellation) = (limits, file, progress, cancellation);

    public PtScan Run(ByteSource source)
    {
        PtContainerKind kind = Look(source, new(null, 0, 0));
        return new(kind, _pickles, _globals, _problems) { CodeFiles = _codeFiles };
    }

    // A file: the whole one, or one inside it.
    PtContainerKind Look(ByteSource source, ScanPlace place)
    {
        byte[] head = Head(source, 0);
        if (head.Length == 0)
            throw FileKind.Unsupported(head);
        if (FileKind.IsZip(head))
        {
            return LookIntoZip(source, place);
        }
        if (NpyHeader.IsOne(head))
        {
            LookIntoNpy(head, source.Length, (at, destination) => Read(source, at, destination), place);
            return PtContainerKind.Npy;
        }
        if (ShardIndex.MayBeOne(head) && place.Depth == 0 && source.Length <= _limits.MaxSafetensorsHeaderBytes && IsIndex(source))
            throw new PtFormatException(PtErrorKind.Unsupported, "an index names no Python: scan the folder, which looks into the files beside it", 0);
        if (SafetensorsHeader.IsOne(head))
        {
            LookIntoSafetensors(source, place, head);
            return PtContainerKind.Safetensors;
        }
        if (!TarDirectory.IsTar(head))
            return LookIntoStream(source, place, head);
        LookIntoTar(source, place);
        return PtContainerKind.Tar;
    }

    PtContainerKind LookIntoZip(ByteSource source, ScanPlace place)
    {
        DualReader reader = new(source, async: false, _cancellation);
        ZipDirectory directory;
        try
        {
            directory = DualReader.Result(ZipDirectory.ReadAsync(reader, _limits));
        }
        catch (PtFormatException e)
        {
            if (!LookIntoSeries(source, place))
                Add(e, place);
            return PtContainerKind.Zip;
        }
        bool isNpz = NpzContent.IsOne(directory);
        PtContainerKind kind = KindOf(directory);
        if (kind == PtContainerKind.TorchScript)
            _codeFiles.AddRange(directory.Entries.Select(entry => entry.Name).Where(ScriptContent.IsCode));
        int before = _pickles;
        bool isWhole = true;
        foreach (ZipEntry entry in directory.Entries.Where(entry => !entry.IsFolder))
            try
            {
                _cancellation.ThrowIfCancellationRequested();
                LookIntoRecord(new(source, entry, _limits), reader, place with { IsScript = kind == PtContainerKind.TorchScript }, kind);
            }
            catch (PtFormatException e)
            {
                isWhole = false;
                Add(e, place.Inside(entry.Name, null));
            }
        if (isNpz)
            return PtContainerKind.Npz;
        return !isWhole || _pickles > before || kind != PtContainerKind.Zip
            ? kind
            : throw new PtFormatException(PtErrorKind.Unsupported, "a zip archive in which nothing is a pickle; a file written by torch.save was expected");
    }

    // A file of a distributed checkpoint: what torch.save wrote of one item stands behind that of another.
    bool LookIntoSeries(ByteSource source, ScanPlace place)
    {
        IReadOnlyList<(long Start, long Length)> archives = place.Depth == 0 ? ZipSeries.Find(source, _limits) : [];
        if (archives.Count < 2)
            return false;
        foreach ((long start, long length) in archives)
        {
            _cancellation.ThrowIfCancellationRequested();
            ScanPlace inside = place.Inside(string.Create(CultureInfo.InvariantCulture, $"file at 0x{start:x}"), start) with { Depth = 1 };
            LookInside(new OffsetByteSource(source, start, length), inside, isCertain: false);
        }
        return true;
    }

    // As PyTorch tells them apart, by records; a marker in other letters is one that it finds, too.
    static PtContainerKind KindOf(ZipDirectory directory)
    {
        bool Has(string record) => directory.Entries.Any(entry => entry.Name.AsSpan(entry.Name.IndexOf('/') + 1).Equals(record, StringComparison.OrdinalIgnoreCase));
        return Has("constants.pkl") ? PtContainerKind.TorchScript : Has(ProgramContent.FormatName) || ProgramContent.IsFlat(directory) ? PtContainerKind.Pt2 : PtContainerKind.Zip;
    }

    // Nothing unpickles these, and a tensor's bytes may begin like anything.
    static bool IsStorage(string record, PtContainerKind kind)
    {
        string name = record[(record.IndexOf('/') + 1)..];
        return name.StartsWith(TorchZip.DataFolder, StringComparison.Ordinal) && name.IndexOf('/', TorchZip.DataFolder.Length) < 0
            || kind == PtContainerKind.TorchScript && (name.StartsWith("constants/", StringComparison.Ordinal) || name.StartsWith("traced_inputs/", StringComparison.Ordinal))
            || kind == PtContainerKind.Pt2 && ProgramContent.IsTensor(name);
    }

    void LookIntoRecord(ZipRecord record, DualReader reader, ScanPlace place, PtContainerKind kind)
    {
        string name = record.Entry.Name;
        byte[] head = new byte[Math.Min(record.ByteLength, FileKind.HeadBytes)];
        bool isPickle = FileKind.IsPickleName(name);
        if (head.Length > 0)
            record.Read(0, head);
        if (NpyHeader.IsOne(head))
        {
            LookIntoNpy(head, record.ByteLength, record.Read, place.Inside(name, null));
            return;
        }
        // Only what no tensor begins with makes a file of a storage's bytes.
        bool isStorage = IsStorage(name, kind);
        bool isFile = !isPickle && (FileKind.IsZip(head) || TarDirectory.IsTar(head) || FileKind.IsBinaryPickle(head) && head.AsSpan(2).StartsWith(TorchLegacy.BinaryMagic));
        bool hasHeader = FileKind.IsBinaryPickle(head) && head[1] <= Opcodes.HighestProtocol;
        if (!isFile && !isPickle && (isStorage || !hasHeader && (!FileKind.MayBePickle(head) || record.ByteLength > MaxGuessedBytes)))
            return;
        long data = DualReader.Result(record.LocateAsync(reader));
        bool isStored = record.Entry.Method == ZipEntry.Stored;
        ScanPlace inside = place.Inside(name, isStored ? data : null);
        if (isFile)
        {
            CheckDepth(place.Depth + 1, record.Entry.HeaderOffset);
            ByteSource part = isStored ? new OffsetByteSource(reader.Source, data, record.ByteLength) : ByteSource.FromMemory(Bytes());
            LookInside(part, inside with { Depth = place.Depth + 1, IsScript = false }, isCertain: false);
            return;
        }
        ReadOnlyMemory<byte> bytes = Bytes();
        bool isMain = name.EndsWith("/data.pkl", StringComparison.OrdinalIgnoreCase);
        if (isMain && !name.EndsWith("/data.pkl", StringComparison.Ordinal))
            Add(new PtFormatException(PtErrorKind.Ambiguous, "the record's name is 'data.pkl' in other letters: PyTorch would read it for that, other readers would not"), inside);
        ScanMark before = Mark();
        Watched(() => RunAll(bytes, inside), inside);
        // Nothing reads such a record for what it is not: what is no pickle there is no fault of the file. TorchScript has several.
        if (!isMain && !(place.IsScript && isPickle) && !hasHeader && !LooksRun(before))
            Forget(before);

        ReadOnlyMemory<byte> Bytes()
        {
            // Archives in archives would multiply what each may inflate to.
            _inflatedBytes += isStored ? 0 : record.ByteLength;
            if (_inflatedBytes > _limits.MaxPickleBytes)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"compressed pickles and files have more bytes in all; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleBytes)} is {_limits.MaxPickleBytes}", record.Entry.HeaderOffset);
            return DualReader.Result(record.ReadBytesAsync(reader, _limits.MaxPickleBytes, nameof(LoadLimits.MaxPickleBytes)));
        }
    }

    // A record holds one pickle. Readers stop at its end; what else is there is listed and told.
    void RunAll(ReadOnlyMemory<byte> bytes, ScanPlace place)
    {
        long position = 0;
        do
        {
            long start = position;
            position += RunAt(bytes[(int)start..], place, start);
        }
        while (position < bytes.Length && FileKind.IsBinaryPickle(bytes.Span[(int)position..]));
        if (position < bytes.Length)
            throw new PtFormatException(PtErrorKind.Malformed, $"{bytes.Length - position} bytes follow the pickle's STOP: it ends there", position);
    }

    /// <summary>What was found up to some moment.</summary>
    readonly record struct ScanMark(int Globals, int Problems, int Pickles, int Calls);

    ScanMark Mark() => new(_globals.Count, _problems.Count, _pickles, _calls);

    // Without a pickle's header: one to its end, one that calls, or names what acts. Else text, or other data.
    bool LooksRun(ScanMark before) => _pickles > before.Pickles && _problems.Count == before.Problems || _calls > before.Calls
        || _globals.Skip(before.Globals).Any(global => global.Rating.Class == GlobalClass.Dangerous && CalledFunctions.IsPlausible(global.Module, global.Name));

    void Forget(ScanMark mark)
    {
        _globals.RemoveRange(mark.Globals, _globals.Count - mark.Globals);
        _problems.RemoveRange(mark.Problems, _problems.Count - mark.Problems);
        _pickles = mark.Pickles;
    }

    // A file inside the file: what is wrong with it does not end the search outside. One that only looked like a file is none.
    void LookInside(ByteSource source, ScanPlace place, bool isCertain)
    {
        try
        {
            Look(source, place);
        }
        catch (PtFormatException e)
        {
            if (isCertain || e.Kind != PtErrorKind.Unsupported)
                Add(e, place);
        }
    }

    /// <summary>Runs a pickle, and lists what is left of it where the machine gives up.</summary>
    PickleValue Run(ReadOnlyMemory<byte> pickle, ScanPlace place, long position, out long consumed)
    {
        _cancellation.ThrowIfCancellationRequested();
        _pickles++;
        List<(PyObject Call, long Offset)> files = [];
        HashSet<PickleValue> seen = new(ReferenceEqualityComparer.Instance);
        long last = -1;
        bool hasName = false;
        try
        {
            return PickleVm.Run(pickle, new() { Limits = _limits, RefusesNothing = true, AdmitsBareArguments = place.IsScript, ClassOfPersistentId = TorchFormats.ClassOf, OnGlobal = Tell, OnCall = Called }, out consumed);
        }
        catch (PtFormatException e)
        {
            ListRest(pickle, e);
            throw;
        }
        finally
        {
            _doneBytes += pickle.Length;
            _progress?.Report(_doneBytes);
            foreach ((PyObject call, long offset) in files)
                LookIntoCall(call, offset);
        }

        void Tell(PickleGlobalUse use)
        {
            _cancellation.ThrowIfCancellationRequested();
            last = use.ByteOffset;
            _progress?.Report(_doneBytes + use.ByteOffset);
            Keep(new(place.Record, position + use.ByteOffset, place.FileOffset + position + use.ByteOffset, use.Opcode, use.Module, use.Name, Rating(use)), place);
        }

        // The reader of files may be called, with bytes that are looked into; it may not be kept for something else to call.
        static GlobalRating Rating(PickleGlobalUse use) => use.Verdict != GlobalVerdict.Refuse ? GlobalRating.Of(use.Module, use.Name)
            : NestedFiles.IsName(use.Module, use.Name) ? new(GlobalClass.Dangerous, "unpickles whatever it is given later")
            : GlobalRating.OfCall(use.Module, use.Name);

        // Nobody follows the calls there: a name counts as called.
        void TellUncalled(PickleGlobalUse use)
        {
            hasName |= CalledFunctions.IsPlausible(use.Module, use.Name);
            Tell(NestedFiles.IsName(use.Module, use.Name) || GlobalRating.OfCall(use.Module, use.Name).Class == GlobalClass.Dangerous ? use with { Verdict = GlobalVerdict.Refuse } : use);
        }

        void Called(PyObject call)
        {
            _calls++;
            if (NestedFiles.IsFunction(call.Callable))
                files.Add((call, position + call.ByteOffset));
        }

        void LookIntoCall(PyObject call, long offset)
        {
            ScanPlace inside = place.Inside(string.Create(CultureInfo.InvariantCulture, $"file in the pickle at 0x{offset:x}"), null) with { Depth = place.Depth + 1, IsScript = false };
            if (call.Arguments.Items is not [var argument] || PythonBytes.NodeOf(argument) is not { } node || PythonBytes.Of(argument) is not { } bytes)
                Add(new PtFormatException(PtErrorKind.Malformed, $"{CalledFunctions.FileReader} is not given bytes", offset), place);
            else if (seen.Add(node))
                Watched(
                    () =>
                    {
                        CheckDepth(inside.Depth, offset);
                        LookInside(ByteSource.FromMemory(bytes), inside, isCertain: true);
                    },
                    place);
        }

        // From where the machine stopped: it may have been told of that opcode's name already.
        void ListRest(ReadOnlyMemory<byte> rest, PtFormatException end)
        {
            long told = last, from = end.ByteOffset ?? 0;
            // A limit is the machine's own, and what was read up to a defect was none of a text.
            bool mayRun = end.Kind == PtErrorKind.LimitExceeded || from > 0 && end.Kind != PtErrorKind.Truncated;
            PickleListing listing = new(new PartStream((at, destination) => rest.Span.Slice((int)at, destination.Length).CopyTo(destination), rest.Length), null,
                use =>
                {
                    // A getattr is told by the machine only when it is used.
                    if (use.ByteOffset >= from ? use.ByteOffset > told : use is { Module: "builtins", Name: "getattr" })
                        TellUncalled(use);
                });
            foreach (PickleLine line in listing.Lines())
            {
                _cancellation.ThrowIfCancellationRequested();
                if (mayRun && line.ByteOffset >= from && line.Opcode is "REDUCE" or "OBJ" or "NEWOBJ" or "NEWOBJ_EX" && hasName)
                    _calls++;
            }
        }
    }

    // Its errors count from where the positions do.
    long RunAt(ReadOnlyMemory<byte> pickle, ScanPlace place, long position)
    {
        try
        {
            Run(pickle, place, position, out long consumed);
            return consumed;
        }
        catch (PtFormatException e)
        {
            throw e.Shifted(position);
        }
    }

    void CheckDepth(int depth, long position)
    {
        if (depth > _limits.MaxPickleInPickle)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"files lie in one another; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleInPickle)} is {_limits.MaxPickleInPickle}", position);
    }

    // What goes wrong in there is told, and ends nothing else.
    void Watched(Action look, ScanPlace place)
    {
        try
        {
            look();
        }
        catch (PtFormatException e)
        {
            Add(e, place);
        }
    }

    // Beyond the limit only what is dangerous is kept, and not for ever.
    void Keep(ScannedGlobal global, ScanPlace place)
    {
        if (_globals.Count < MaxGlobals || global.Rating.Class == GlobalClass.Dangerous && _globals.Count < 2 * MaxGlobals)
            _globals.Add(global);
        else if (!_isFull)
        {
            _isFull = true;
            Add(new PtFormatException(PtErrorKind.LimitExceeded, $"the file names things at more than {MaxGlobals} places: the rest is not listed", global.ByteOffset), place);
        }
    }

    void Add(PtFormatException problem, ScanPlace place) => _problems.Add(problem.In(_file, place.Record));

    static byte[] Head(ByteSource source, long position)
    {
        byte[] head = new byte[Math.Clamp(source.Length - position, 0, FileKind.HeadBytes)];
        if (!source.TryReadExactly(position, head))
            throw new PtFormatException(PtErrorKind.Truncated, "the file has become shorter since it was opened", position);
        return head;
    }
}
