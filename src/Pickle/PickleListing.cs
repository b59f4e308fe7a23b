using System.Globalization;

namespace PtFormat.Pickle;

/// <summary>
/// Lists a pickle opcode by opcode and says what each builds. It follows the stack by name only: nothing is run, nothing is
/// refused, and a defect ends the listing or is told behind it. The pickle is read as it is listed and never held as a whole.
/// </summary>
public sealed class PickleListing
{
    const int MinWindowBytes = 64 * 1024;

    // Python's lines have no limit.
    static readonly LoadLimits Limits = LoadLimits.Default with { MaxTextLineBytes = 16 << 20 };

    readonly Stream _pickle;
    readonly PickleNotes _notes;
    byte[] _window = [];
    int _windowBytes;
    int _inWindow;
    int _next;
    int _argumentBytes;
    long _windowStart;
    long _frameEnd = -1;
    bool _isAll;
    bool _stopped;

    /// <summary>A listing of one pickle.</summary>
    /// <param name="pickle">The pickle, read from its position on; what follows STOP is not looked at.</param>
    /// <param name="policy">Who judges the globals for the notes; null for <see cref="GlobalPolicy.Default"/>.</param>
    public PickleListing(Stream pickle, GlobalPolicy? policy = null) : this(pickle, policy, null)
    {
    }

    internal PickleListing(Stream pickle, GlobalPolicy? policy, Action<PickleGlobalUse>? onGlobal)
    {
        _pickle = pickle;
        _notes = new(policy ?? GlobalPolicy.Default, onGlobal);
    }

    /// <summary>Where the next opcode starts, in bytes from the start of the pickle; its length once all was listed.</summary>
    public long Position => _windowStart + _inWindow;

    /// <summary>What is wrong with the pickle: the first defect met so far.</summary>
    public PtFormatException? Defect { get; private set; }

    /// <summary>The length in bytes of the pickle at the stream's position.</summary>
    /// <exception cref="PtFormatException">The bytes are no pickle or end too early.</exception>
    public static long Measure(Stream pickle)
    {
        (long bytes, PtFormatException? defect) = Extent(pickle);
        return defect is null ? bytes : throw defect;
    }

    /// <summary>How far the pickle can be read, in bytes, and what ends it there if it is no STOP.</summary>
    internal static (long Bytes, PtFormatException? Defect) Extent(Stream pickle)
    {
        PickleListing listing = new(pickle);
        while (listing.Step(out _, out _))
            listing._inWindow = listing._next;
        return (listing.Position, listing.Defect);
    }

    /// <summary>The lines, made one by one; when they end, <see cref="Defect"/> tells whether all is well.</summary>
    public IEnumerable<PickleLine> Lines()
    {
        while (Step(out PickleOpcode opcode, out int argumentOffset))
        {
            PickleLine line = _notes.Line(Position, opcode, _window.AsMemory(argumentOffset, _argumentBytes));
            if (_notes.Defect is { } what)
                Defect ??= new(PtErrorKind.Malformed, $"{line.Opcode} {what}", Position, null, line.Opcode);
            _inWindow = _next;
            yield return line;
        }
    }

    // Reads the next opcode, with as much more of the pickle as its argument needs; false at the end or at a defect.
    bool Step(out PickleOpcode opcode, out int argumentOffset)
    {
        (opcode, argumentOffset) = (default, 0);
        while (!_stopped)
        {
            // The reader's state counts from where its bytes start.
            long frameEnd = _frameEnd < 0 ? -1 : _frameEnd - Position;
            PickleReader reader = new(_window.AsSpan(_inWindow, _windowBytes - _inWindow), Limits, (0, frameEnd, false));
            try
            {
                reader.Read();
            }
            catch (PtFormatException e) when (e.Kind == PtErrorKind.Truncated && !_isAll)
            {
                if (!ReadMore())
                    return false;
                continue;
            }
            catch (PtFormatException e)
            {
                Defect ??= new(e.Kind, e.What, Position, null, e.Opcode);
                // Python's own machine takes a frame for advice: what crosses its end is told, and followed.
                if (_frameEnd >= 0)
                {
                    _frameEnd = -1;
                    continue;
                }
                _stopped = true;
                return false;
            }
            opcode = reader.Opcode;
            argumentOffset = _inWindow + reader.ArgumentOffset;
            _argumentBytes = reader.Argument.Length;
            _next = _inWindow + reader.Position;
            _frameEnd = reader.State.FrameEnd < 0 ? -1 : reader.State.FrameEnd + Position;
            _stopped = opcode == PickleOpcode.Stop;
            return true;
        }
        return false;
    }

    bool ReadMore()
    {
        int kept = _windowBytes - _inWindow;
        if (kept >= Limits.MaxPickleBytes)
        {
            Defect ??= new(PtErrorKind.LimitExceeded, string.Create(CultureInfo.InvariantCulture, $"one opcode reaches over more bytes; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleBytes)} is {Limits.MaxPickleBytes}"), Position);
            _stopped = true;
            return false;
        }
        byte[] larger = _window.Length >= 2 * kept && _window.Length > 0 ? _window : new byte[Math.Max(MinWindowBytes, 2 * kept)];
        _window.AsSpan(_inWindow, kept).CopyTo(larger);
        _windowStart += _inWindow;
        (_window, _windowBytes, _inWindow) = (larger, kept, 0);
        int read = _pickle.ReadAtLeast(_window.AsSpan(kept), _window.Length - kept, throwOnEndOfStream: false);
        _isAll = read < _window.Length - kept;
        _windowBytes += read;
        return true;
    }
}
