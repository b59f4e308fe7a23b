using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Cuts pickles out of a source that holds something else behind them. A pickle does not say how long it is: its opcodes are
/// stepped over until STOP, and the source is read as they ask for it.
/// </summary>
/// <param name="reader">The source.</param>
/// <param name="limits">How long a pickle may be.</param>
/// <param name="end">Where the source, or the part that is meant, ends.</param>
/// <param name="record">The part's name in messages, or null.</param>
sealed class PickleStream(DualReader reader, LoadLimits limits, long end, string? record)
{
    const int ChunkBytes = 4096;

    byte[] _window = [];
    long _windowStart;
    int _windowBytes;

    /// <summary>Where the next pickle starts, in bytes from the start of the source.</summary>
    public long Position { get; set; }

    /// <summary>The next pickle, alone in its memory; <see cref="Position"/> steps behind it.</summary>
    /// <exception cref="PtFormatException">The bytes are no pickle, end too early, or go on beyond the limit.</exception>
    public async ValueTask<byte[]> NextAsync()
    {
        // What was read ahead for the pickle before is used for this one.
        int skipped = Position >= _windowStart && Position <= _windowStart + _windowBytes ? (int)(Position - _windowStart) : _windowBytes;
        _window.AsSpan(skipped, _windowBytes - skipped).CopyTo(_window);
        (_windowStart, _windowBytes) = (Position, _windowBytes - skipped);
        (int Position, long FrameEnd, bool Stopped) state = (0, -1, false);
        while (!TryFindStop(ref state))
            await ReadMoreAsync().ConfigureAwait(false);
        Position += state.Position;
        return _window[..state.Position];
    }

    /// <summary>Bytes that follow the pickle; <see cref="Position"/> steps behind them.</summary>
    /// <exception cref="PtFormatException">The source ends before.</exception>
    public async ValueTask<byte[]> TakeAsync(int count)
    {
        if (count > end - Position)
            throw new PtFormatException(PtErrorKind.Truncated, $"{count} bytes were needed, {end - Position} are left", Position, record);
        byte[] bytes = new byte[count];
        long inWindow = Position >= _windowStart ? Math.Min(count, _windowStart + _windowBytes - Position) : 0;
        if (inWindow > 0)
            _window.AsSpan((int)(Position - _windowStart), (int)inWindow).CopyTo(bytes);
        else
            inWindow = 0;
        if (!await reader.TryReadAsync(Position + inWindow, bytes.AsMemory((int)inWindow)).ConfigureAwait(false))
            throw Shorter();
        Position += count;
        return bytes;
    }

    bool TryFindStop(ref (int Position, long FrameEnd, bool Stopped) state)
    {
        bool isAll = _windowStart + _windowBytes >= end;
        PickleReader pickle = new(_window.AsSpan(0, _windowBytes), limits, state);
        try
        {
            while (pickle.Read())
                state = pickle.State;
            state = pickle.State;
            return true;
        }
        catch (PtFormatException e) when (e.Kind == PtErrorKind.Truncated && !isAll)
        {
            if (_windowBytes > limits.MaxPickleBytes)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the pickle is longer; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleBytes)} is {limits.MaxPickleBytes}", _windowStart, record);
            return false;
        }
        catch (PtFormatException e)
        {
            throw e.In(null, record).Shifted(_windowStart);
        }
    }

    async ValueTask ReadMoreAsync()
    {
        // A quarter more each time: few reads for a long pickle, few bytes too many for a short one.
        long wanted = Math.Min(Math.Max(ChunkBytes, _windowBytes / 4), end - _windowStart - _windowBytes);
        if (_windowBytes + wanted > Array.MaxLength)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the pickle is longer than {Array.MaxLength} bytes", _windowStart, record);
        if (_window.Length < _windowBytes + wanted)
            Array.Resize(ref _window, (int)Math.Min(Math.Max(_windowBytes + wanted, 2L * _window.Length), Array.MaxLength));
        if (!await reader.TryReadAsync(_windowStart + _windowBytes, _window.AsMemory(_windowBytes, (int)wanted)).ConfigureAwait(false))
            throw Shorter();
        _windowBytes += (int)wanted;
    }

    PtFormatException Shorter() => new(PtErrorKind.Truncated, "the file has become shorter since it was opened", Position, record);
}
