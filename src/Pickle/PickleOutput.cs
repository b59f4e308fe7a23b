using System.Buffers;
using System.Buffers.Binary;

namespace PtFormat.Pickle;

/// <summary>Bytes on their way out, cut into frames where the protocol has them.</summary>
sealed class PickleOutput(IBufferWriter<byte> output, bool framed)
{
    // CPython closes a frame once it holds so much, and writes strings of that size outside any frame.
    const int FrameTarget = 64 * 1024;

    // A header is longer than what it would save.
    const int FrameMinimum = 4;

    byte[] _buffer = new byte[1024];
    int _count;

    /// <summary>Called before each object: a frame ends only there.</summary>
    public void Boundary()
    {
        if (_count >= FrameTarget)
            Flush();
    }

    public void Byte(byte value)
    {
        if (_count == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _count);
        _buffer[_count++] = value;
    }

    public void Op(PickleOpcode opcode) => Byte((byte)opcode);

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _count)
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)_count + bytes.Length)));
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
    }

    public void Op(PickleOpcode opcode, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        Op(opcode);
        Bytes(bytes);
    }

    /// <summary>An opcode, a length of 1, 4 or 8 bytes, and so many bytes.</summary>
    public void Payload(PickleOpcode opcode, int lengthBytes, ReadOnlySpan<byte> payload)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)payload.Length);
        if (payload.Length < FrameTarget)
        {
            Op(opcode);
            Bytes(length[..lengthBytes]);
            Bytes(payload);
            return;
        }
        Flush();
        output.Write([(byte)opcode, .. length[..lengthBytes]]);
        output.Write(payload);
    }

    /// <summary>Ends the frame, if there is one, and hands over what was gathered.</summary>
    public void Flush()
    {
        if (framed && _count >= FrameMinimum)
        {
            Span<byte> header = stackalloc byte[9];
            header[0] = (byte)PickleOpcode.Frame;
            BinaryPrimitives.WriteUInt64LittleEndian(header[1..], (ulong)_count);
            output.Write(header);
        }
        output.Write(_buffer.AsSpan(0, _count));
        _count = 0;
    }
}
