using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// Reads a source synchronously or not, so that each format is parsed by one piece of code: without <c>async</c> every task
/// it returns is already complete, and waiting for the parser waits for nothing.
/// </summary>
readonly struct DualReader(ByteSource source, bool async, CancellationToken cancellation)
{
    /// <summary>Takes the result of a parser that was given a synchronous reader.</summary>
    public static T Result<T>(ValueTask<T> task) => task.IsCompleted
        ? task.GetAwaiter().GetResult()
        : throw new InvalidOperationException("a synchronous read was left waiting");

    public ByteSource Source => source;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Fills the destination; false where the source ends first.</summary>
    public ValueTask<bool> TryReadAsync(long position, Memory<byte> destination)
    {
        if (async)
            return source.TryReadExactlyAsync(position, destination, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(source.TryReadExactly(position, destination.Span));
    }
}
