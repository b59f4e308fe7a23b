using Microsoft.Win32.SafeHandles;

namespace PtFormat.Benchmarks;

/// <summary>The yardstick: two threads write as many bytes as a file has, by positional writes from memory that was touched before.</summary>
sealed class PlainWrite(string path)
{
    const int ChunkBytes = 4 << 20;
    const int Threads = 2;

    byte[][]? _chunks;

    public object? Run()
    {
        long length = new FileInfo(path).Length;
        byte[][] chunks = _chunks ??= [.. Enumerable.Range(0, (int)((length + ChunkBytes - 1) / ChunkBytes)).Select(_ => new byte[ChunkBytes])];
        using SafeFileHandle file = File.OpenHandle(path + ".plain", FileMode.Create, FileAccess.Write);
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
                RandomAccess.Write(file, chunks[i].AsSpan(0, (int)Math.Min(ChunkBytes, length - (long)i * ChunkBytes)), (long)i * ChunkBytes);
        }
    }
}
