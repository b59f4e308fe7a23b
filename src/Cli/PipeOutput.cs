using Microsoft.Win32.SafeHandles;

namespace PtFormat.Cli;

/// <summary>
/// Standard output into a pipe. The console's own stream ignores that a reader has left and would let a long listing run on for
/// nobody; here the program ends, as others do.
/// </summary>
sealed class PipeOutput : Stream
{
    // What shells tell of a program that a SIGPIPE ended.
    const int ReaderLeft = 141;

    readonly FileStream _pipe;

    PipeOutput(FileStream pipe) => _pipe = pipe;

    /// <summary>Standard output, whatever it is.</summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file's stream keeps a position of its own, and programs that share the file would write over each other.
        return stream.CanSeek ? Console.OpenStandardOutput() : new PipeOutput(stream);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("a pipe has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a pipe has no position");
        set => throw new NotSupportedException("a pipe has no position");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _pipe.Write(buffer);
        }
        catch (IOException)
        {
            Environment.Exit(ReaderLeft);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("standard output is only written");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a pipe has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a pipe has no length");
}
