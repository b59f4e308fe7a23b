using System.Buffers.Binary;
using System.Globalization;

namespace PtFormat.Pickle;

/// <summary>Cuts a pickle into opcodes with their arguments, and checks what can be checked without a stack: lengths, lines, frames.</summary>
public ref struct PickleReader
{
    readonly ReadOnlySpan<byte> _pickle;
    readonly LoadLimits _limits;
    readonly string? _record;
    int _position;
    long _frameEnd;
    bool _stopped;

    /// <summary>Starts at the first byte.</summary>
    /// <param name="pickle">The pickle; bytes after its STOP are not looked at.</param>
    /// <param name="limits">How long lines may be; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="record">The record that the pickle comes from, for messages.</param>
    public PickleReader(ReadOnlySpan<byte> pickle, LoadLimits? limits = null, string? record = null)
    {
        _pickle = pickle;
        _limits = limits ?? LoadLimits.Default;
        _record = record;
        _frameEnd = -1;
    }

    internal PickleReader(ReadOnlySpan<byte> pickle, LoadLimits limits, (int Position, long FrameEnd, bool Stopped) state) : this(pickle, limits)
    {
        (_position, _frameEnd, _stopped) = state;
    }

    /// <summary>The opcode that was read last.</summary>
    public PickleOpcode Opcode { get; private set; }

    /// <summary>Where it lies, in bytes from the start.</summary>
    public readonly long Offset => OpcodeOffset;

    /// <summary>Its argument without length prefix and line feed; two lines keep the line feed between them.</summary>
    public ReadOnlySpan<byte> Argument { get; private set; }

    /// <summary>How many bytes were read so far.</summary>
    public readonly int Position => _position;

    internal int OpcodeOffset { get; private set; }

    internal int ArgumentOffset { get; private set; }

    internal readonly (int Position, long FrameEnd, bool Stopped) State => (_position, _frameEnd, _stopped);

    /// <summary>Reads the next opcode; false after STOP.</summary>
    /// <exception cref="PtFormatException">The bytes end too early, or are no pickle.</exception>
    public bool Read()
    {
        if (_stopped)
            return false;
        if (_position == _frameEnd)
            _frameEnd = -1;
        OpcodeOffset = _position;
        Argument = default;
        if (_position >= _pickle.Length)
            throw Error(PtErrorKind.Truncated, "the pickle ends without STOP", null);
        byte code = _pickle[_position++];
        OpcodeInfo? row = Opcodes.Find(code);
        if (row is null)
            throw Error(PtErrorKind.Unsupported, $"there is no opcode {code.ToString("X2", CultureInfo.InvariantCulture)}", null);
        Opcode = row.Code;
        ArgumentOffset = _position;
        if (row.ArgumentBytes > 0)
            Take(row.ArgumentBytes, row);
        else if (row.ArgumentBytes < 0)
            ReadArgument(row);
        if (Opcode == PickleOpcode.Frame)
            EnterFrame();
        else if (_frameEnd >= 0 && _position > _frameEnd)
            throw Error(PtErrorKind.Malformed, $"{row.Name} crosses the end of its frame", row.Name);
        if (Opcode == PickleOpcode.Stop)
        {
            if (_frameEnd >= 0 && _position != _frameEnd)
                throw Error(PtErrorKind.Malformed, "STOP lies before the end of its frame", "STOP");
            _stopped = true;
        }
        return true;
    }

    // One that says itself how long it is.
    void ReadArgument(OpcodeInfo row)
    {
        switch (row.Argument)
        {
            case OpcodeArgument.Line: Line(row, _limits.MaxTextLineBytes); break;
            case OpcodeArgument.StringLine: Line(row, int.MaxValue); break;
            case OpcodeArgument.TwoLines: TwoLines(row); break;
            case OpcodeArgument.Counted8:
                Take(1, row);
                Take(Argument[0], row);
                break;
            case OpcodeArgument.Counted32:
                Take(4, row);
                Take(BinaryPrimitives.ReadUInt32LittleEndian(Argument), row);
                break;
            case OpcodeArgument.CountedSigned32:
                Take(4, row);
                int count = BinaryPrimitives.ReadInt32LittleEndian(Argument);
                if (count < 0)
                    throw Error(PtErrorKind.Malformed, $"{row.Name} announces {count.ToString(CultureInfo.InvariantCulture)} bytes, a count is never negative", row.Name);
                Take(count, row);
                break;
            case OpcodeArgument.Counted64:
                Take(8, row);
                ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Argument);
                Take(length > long.MaxValue ? long.MaxValue : (long)length, row);
                break;
        }
    }

    void Take(long count, OpcodeInfo row)
    {
        // The claim is compared with what is there before anything acts on it.
        if (count > _pickle.Length - _position)
            throw Short(count, row);
        ArgumentOffset = _position;
        Argument = _pickle.Slice(_position, (int)count);
        _position += (int)count;
    }

    int FindLineFeed(OpcodeInfo row, int from, int maxBytes)
    {
        ReadOnlySpan<byte> rest = _pickle[from..];
        // The line feed itself is one byte more than the limit.
        bool cut = rest.Length - 1 > maxBytes;
        int length = (cut ? rest[..(maxBytes + 1)] : rest).IndexOf((byte)'\n');
        if (length >= 0)
            return length;
        if (cut)
            Throw.Limit(nameof(LoadLimits.MaxTextLineBytes), maxBytes, $"{row.Name} is followed by a longer line", OpcodeOffset, _record, row.Name);
        throw Error(PtErrorKind.Truncated, $"{row.Name} needs a line of text, no line feed is left", row.Name);
    }

    void Line(OpcodeInfo row, int maxBytes)
    {
        int length = FindLineFeed(row, _position, maxBytes);
        Take(length, row);
        _position++;
    }

    void TwoLines(OpcodeInfo row)
    {
        int start = _position;
        int first = FindLineFeed(row, start, _limits.MaxTextLineBytes);
        int second = FindLineFeed(row, start + first + 1, _limits.MaxTextLineBytes);
        Take((long)first + 1 + second, row);
        _position++;
    }

    void EnterFrame()
    {
        if (_frameEnd >= 0)
            throw Error(PtErrorKind.Malformed, "FRAME lies inside another frame", "FRAME");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Argument);
        if (length > (ulong)(_pickle.Length - _position))
            throw Error(PtErrorKind.Truncated, string.Create(CultureInfo.InvariantCulture, $"FRAME announces {length} bytes, {_pickle.Length - _position} are left"), "FRAME");
        _frameEnd = _position + (long)length;
    }

    readonly PtFormatException Short(long count, OpcodeInfo row) =>
        Error(PtErrorKind.Truncated, string.Create(CultureInfo.InvariantCulture, $"{row.Name} needs {count} bytes, {_pickle.Length - _position} are left"), row.Name);

    readonly PtFormatException Error(PtErrorKind kind, string what, string? opcode) => new(kind, what, OpcodeOffset, _record, opcode);
}
