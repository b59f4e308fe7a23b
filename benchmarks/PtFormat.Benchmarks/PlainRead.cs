using Microsoft.Win32.SafeHandles;

namespace PtFormat.Benchmarks;

/// <summary>The yardstick: two threads read all bytes of a file by positional reads into memory that was touched before.</summary>
sealed class PlainRead(string path)
{
    const int ChunkBytes = 4 << 20;
    const int Threads = 2;

    byte[][]? _chunks;

    public object? Run()
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        byte[][] chunks = _chunks ??= [.. Enumerable.Range(0, (int)((length + ChunkBytes - 1) / ChunkBytes)).Select(_ => GC.AllocateUninitializedArray<byte>(ChunkBytes))];
        int next = -1;
        Thread[] others = [.. Enumerable.Range(1, Threads - 1).Select(_ => new Thread(Work))];
        foreach (Thread other in others)
            other.Start();
        Work();
        foreach (Thread other in others)
            other.Join();
        return null;

        void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < chunks.Length;)
                for (int done = 0, read; (read = RandomAccess.Read(file, chunks[i].AsSpan(done), (long)i * ChunkBytes + done)) > 0;)
                    done += read;
        }
    }
}
