using PtFormat.Formats.Npy;
using PtFormat.Formats.Safetensors;
using PtFormat.Formats.Sharded;
using PtFormat.Formats.Tar;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Scan;

/// <summary>Files in which pickles stand between other data: their own readers know where the next one starts.</summary>
sealed partial class FileScan
{
    // Magic number, version, system, object, storage keys: behind these lie storages.
    const int LegacyPickles = 5;

    PtContainerKind LookIntoStream(ByteSource source, ScanPlace place, byte[] head)
    {
        // Text and other data may begin with an opcode: without a pickle's header it takes more to be one.
        bool isPickle = FileKind.IsBinaryPickle(head) && head[1] <= Opcodes.HighestProtocol;
        ScanMark before = Mark();
        PtContainerKind? kind = null;
        long start = 0;
        while (start < source.Length)
        {
            byte[] objectHead = start == 0 ? head : Head(source, start);
            if (start > 0 && !FileKind.MayBePickle(objectHead))
                break;
            if (LookIntoObject(source, place, start, objectHead) is not { } content)
            {
                start = source.Length;
                break;
            }
            kind ??= content.Container.Kind;
            start += content.EndOffset;
        }
        if (kind == PtContainerKind.Pickle && start < source.Length)
            Add(new PtFormatException(PtErrorKind.Malformed, $"{source.Length - start} bytes follow the pickle's STOP: it ends there", start), place);
        if (isPickle || LooksRun(before))
            return kind ?? PtContainerKind.Pickle;
        Forget(before);
        throw FileKind.Unsupported(head);
    }

    // One torch.save, or one pickle; null where it is broken.
    TorchContent? LookIntoObject(ByteSource source, ScanPlace place, long start, byte[] head)
    {
        Dictionary<long, long> ran = [];
        bool isLegacy = false;
        PtFormatException? broken = null;
        PtLoadOptions options = new()
        {
            Limits = _limits,
            AllowsMore = true,
            RunPickle = (pickle, record, position) =>
            {
                ran[position] = pickle.Length;
                PickleValue value;
                try
                {
                    value = Run(pickle, place, start + position, out _);
                }
                catch (PtFormatException e)
                {
                    broken = e.Shifted(start + position);
                    throw;
                }
                isLegacy |= position == 0 && value is PyInt number && number.Value == TorchLegacy.Magic;
                return value;
            },
        };
        try
        {
            DualReader reader = new(start == 0 ? source : new OffsetByteSource(source, start), async: false, _cancellation);
            return DualReader.Result(TorchLegacy.ReadAsync(reader, options, place.Depth, head));
        }
        catch (PtFormatException e)
        {
            int problems = _problems.Count;
            LookIntoRest(source, place, start, source.Length, ran, isLegacy ? LegacyPickles : int.MaxValue);
            if (_problems.Count == problems)
                Add(broken ?? e.Shifted(start), place);
            return null;
        }
    }

    // The pickles that stand one behind the other from a position on, those that were run already left out.
    void LookIntoRest(ByteSource source, ScanPlace place, long start, long end, Dictionary<long, long> ran, int most)
    {
        long position = start;
        for (int number = 0; number < most && position < end; number++)
        {
            if (ran.TryGetValue(position - start, out long known))
            {
                position += known;
                continue;
            }
            if (number > 0 && !FileKind.MayBePickle(Head(source, position)))
                return;
            long from = position;
            (long bytes, PtFormatException? defect) = PickleListing.Extent(new PartStream((at, destination) => Read(source, from + at, destination), end - from));
            // What the last opcode asks for is not there, but what stands before it would be run.
            byte[] pickle = new byte[Math.Min(Math.Min(bytes + (defect is null ? 0 : FileKind.HeadBytes), end - from), Math.Min(_limits.MaxPickleBytes, Array.MaxLength))];
            Read(source, from, pickle);
            int problems = _problems.Count;
            Watched(() => RunAt(pickle, place, from), place);
            if (defect is null)
            {
                position += bytes;
                continue;
            }
            if (_problems.Count == problems)
                Add(defect.Shifted(from), place);
            return;
        }
    }

    static bool IsIndex(ByteSource source)
    {
        byte[] text = new byte[source.Length];
        Read(source, 0, text);
        return text.AsSpan().IndexOf(ShardIndex.Mark) >= 0;
    }

    // The format names nothing. But torch.load asks no header: what would run there as a pickle is looked into as one.
    void LookIntoSafetensors(ByteSource source, ScanPlace place, byte[] head)
    {
        Watched(() => DualReader.Result(SafetensorsHeader.ReadAsync(new(source, async: false, _cancellation), _limits)), place);
        if (!FileKind.MayBePickle(head))
            return;
        ScanMark before = Mark();
        LookIntoObject(source, place, 0, head);
        if (!LooksRun(before))
            Forget(before);
    }

    // An array of objects is a pickle behind the header. np.load wants to be told so, and some callers always say it.
    void LookIntoNpy(byte[] head, long length, PartStream.ReadAt read, ScanPlace place) => Watched(
        () =>
        {
            int start = NpyHeader.Length(head, _limits, null);
            if (start >= length)
                return;
            byte[] header = new byte[start];
            read(0, header);
            // No other dtype has the letter, fields of a record included.
            if (!header.AsSpan().Contains((byte)'O'))
                return;
            if (length - start > _limits.MaxPickleBytes)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the pickle has {length - start} bytes; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleBytes)} is {_limits.MaxPickleBytes}", start);
            byte[] all = new byte[length];
            read(0, all);
            RunAt(all.AsMemory(start), place, start);
        },
        place);

    void LookIntoTar(ByteSource source, ScanPlace place)
    {
        DualReader reader = new(source, async: false, _cancellation);
        List<TarMember> members;
        try
        {
            members = DualReader.Result(TarDirectory.ReadAsync(reader, _limits));
        }
        catch (PtFormatException e)
        {
            Add(e, place);
            return;
        }
        if (!members.Exists(member => member.Name is "pickle" or "storages" or "tensors"))
            throw new PtFormatException(PtErrorKind.Unsupported, "a tar archive without a member 'pickle'; a file written by torch.save was expected", 0);
        Dictionary<long, long> ran = [];
        PtLoadOptions options = new()
        {
            Limits = _limits,
            RunPickle = (pickle, record, position) =>
            {
                ran[position] = pickle.Length;
                return Run(pickle, place with { Record = place.Inside(record, null).Record }, position, out _);
            },
        };
        int problems = _problems.Count;
        PtFormatException? problem = null;
        try
        {
            DualReader.Result(TorchTar.ReadAsync(reader, options, place.Depth));
        }
        catch (PtFormatException e)
        {
            problem = e;
        }
        // The reader leaves sys_info alone, and stops at what is wrong.
        foreach (TarMember member in members.Where(member => member.Name == "sys_info" || problem is not null && member.Name is "pickle" or "storages" or "tensors"))
            LookIntoRest(source, place with { Record = place.Inside(member.Name, null).Record }, member.Offset, member.Offset + member.ByteLength,
                ran.ToDictionary(pair => pair.Key - member.Offset, pair => pair.Value), int.MaxValue);
        if (problem is not null && _problems.Count == problems)
            Add(problem, place);
    }

    static void Read(ByteSource source, long position, Span<byte> destination)
    {
        if (!source.TryReadExactly(position, destination))
            throw new PtFormatException(PtErrorKind.Truncated, "the file has become shorter since it was opened", position);
    }
}
