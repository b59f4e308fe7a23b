using System.Runtime.ExceptionServices;

namespace PtFormat.Formats;

/// <summary>
/// Work for every core: reading and writing is copying, checksumming and touching fresh memory rather than waiting for a disk.
/// </summary>
static class SideBySide
{
    /// <summary>Does all, in any order. An error is thrown as it was, not wrapped; of several, one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void For(int count, Action<int> work, CancellationToken cancellation)
    {
        if (count < 2 || Environment.ProcessorCount == 1)
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                work(i);
            }
            return;
        }
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
