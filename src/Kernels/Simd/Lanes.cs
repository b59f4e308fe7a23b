using System.Numerics;
using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>
/// Chooses the registers for a loop over elements of a type: for floats the widest that the processor has goes first and each
/// narrower one takes what is left; everything else goes one element at a time.
/// </summary>
static class Lanes
{
    /// <summary>Runs a loop over <paramref name="count"/> elements.</summary>
    /// <typeparam name="TLoop">A struct with the function and pointers to the elements.</typeparam>
    /// <typeparam name="C">The elements, of one of the types that are computed with (<see cref="NumberKinds"/>).</typeparam>
    public static void Run<TLoop, C>(TLoop loop, nint count) where TLoop : struct, ILoop where C : unmanaged
    {
        if (typeof(C) == typeof(float))
        {
            nint done = 0;
            int bits = loop.IsVectorized ? Processor.RegisterBits : 1;
            if (Vector512.IsHardwareAccelerated && bits >= 512)
                done = loop.Run<F32x16, float>(done, count);
            if (Vector256.IsHardwareAccelerated && bits >= 256)
                done = loop.Run<F32x8, float>(done, count);
            if (Vector128.IsHardwareAccelerated && bits >= 128)
                done = loop.Run<F32x4, float>(done, count);
            loop.Run<F32x1, float>(done, count);
        }
        else if (typeof(C) == typeof(double))
        {
            nint done = 0;
            int bits = loop.IsVectorized ? Processor.RegisterBits : 1;
            if (Vector512.IsHardwareAccelerated && bits >= 512)
                done = loop.Run<F64x8, double>(done, count);
            if (Vector256.IsHardwareAccelerated && bits >= 256)
                done = loop.Run<F64x4, double>(done, count);
            if (Vector128.IsHardwareAccelerated && bits >= 128)
                done = loop.Run<F64x2, double>(done, count);
            loop.Run<F64x1, double>(done, count);
        }
        else if (typeof(C) == typeof(Complex))
            loop.Run<C128x1, Complex>(0, count);
        else if (typeof(C) == typeof(byte))
            loop.Run<Whole<byte>, byte>(0, count);
        else if (typeof(C) == typeof(sbyte))
            loop.Run<Whole<sbyte>, sbyte>(0, count);
        else if (typeof(C) == typeof(ushort))
            loop.Run<Whole<ushort>, ushort>(0, count);
        else if (typeof(C) == typeof(short))
            loop.Run<Whole<short>, short>(0, count);
        else if (typeof(C) == typeof(uint))
            loop.Run<Whole<uint>, uint>(0, count);
        else if (typeof(C) == typeof(int))
            loop.Run<Whole<int>, int>(0, count);
        else if (typeof(C) == typeof(ulong))
            loop.Run<Whole<ulong>, ulong>(0, count);
        else if (typeof(C) == typeof(long))
            loop.Run<Whole<long>, long>(0, count);
        else
            throw Unsupported($"a loop over {typeof(C)}");
    }

    public static NotSupportedException Unsupported(string what) => new($"{what} does not exist for these numbers");
}
