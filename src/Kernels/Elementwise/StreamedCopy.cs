using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>
/// Writes past the caches, for results larger than they are: an ordinary store reads its line from memory first, which is a third
/// of the traffic of a function of one operand.
/// </summary>
static unsafe class StreamedCopy
{
    const int Line = 64;

    /// <summary>Copies bytes; as an ordinary copy where the destination does not start at a line.</summary>
    public static void Run(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int whole = 0;
        fixed (byte* from = source, to = destination)
            if (((nuint)to & (Line - 1)) == 0)
                Lines(from, to, whole = source.Length & -Line);
        source[whole..].CopyTo(destination[whole..]);
    }

    /// <summary>Lets other threads see what was written; the one that wrote must call it.</summary>
    public static void Finish() => Interlocked.MemoryBarrier();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Lines(byte* from, byte* to, nint count)
    {
        if (Vector512.IsHardwareAccelerated)
            for (nint i = 0; i < count; i += 64)
                Vector512.Load(from + i).StoreAlignedNonTemporal(to + i);
        else if (Vector256.IsHardwareAccelerated)
            for (nint i = 0; i < count; i += 32)
                Vector256.Load(from + i).StoreAlignedNonTemporal(to + i);
        else
            for (nint i = 0; i < count; i += 16)
                Vector128.Load(from + i).StoreAlignedNonTemporal(to + i);
    }
}
