using System.Runtime.InteropServices;

namespace PtFormat.Kernels;

/// <summary>Moves elements of which only the size matters: 1, 2, 4, 8 or 16 bytes.</summary>
static class Items
{
    /// <summary>Spreads dense elements out with a stride.</summary>
    /// <param name="source">The elements' bytes.</param>
    /// <param name="destination">Bytes of elements of the same size.</param>
    /// <param name="size">Bytes of one element.</param>
    /// <param name="start">Where the first goes, in elements.</param>
    /// <param name="stride">The distance between neighbours, in elements.</param>
    public static void Scatter(ReadOnlySpan<byte> source, Span<byte> destination, int size, int start, int stride)
    {
        if (stride == 1)
        {
            source.CopyTo(destination[(start * size)..]);
            return;
        }
        Scattering visitor = new() { Source = source, Destination = destination, Start = start, Stride = stride };
        Visit<Scattering, bool>(size, ref visitor);
    }

    /// <summary>Calls the visitor with a type of that size.</summary>
    public static TResult Visit<TVisitor, TResult>(int size, ref TVisitor visitor)
        where TVisitor : struct, Tensors.IDTypeVisitor<TResult>, allows ref struct => size switch
        {
            1 => visitor.Visit<byte>(),
            2 => visitor.Visit<ushort>(),
            4 => visitor.Visit<uint>(),
            8 => visitor.Visit<ulong>(),
            _ => visitor.Visit<UInt128>(),
        };

    ref struct Scattering : Tensors.IDTypeVisitor<bool>
    {
        public ReadOnlySpan<byte> Source;
        public Span<byte> Destination;
        public int Start, Stride;

        public readonly bool Visit<T>() where T : unmanaged
        {
            ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(Source);
            Span<T> destination = MemoryMarshal.Cast<byte, T>(Destination);
            for (int i = 0; i < source.Length; i++)
                destination[Start + i * Stride] = source[i];
            return true;
        }
    }
}
