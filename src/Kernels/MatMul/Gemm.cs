using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>
/// Matrix products with a packed right side, for one register width.
/// <para>
/// b is packed into panels of <see cref="PanelColumns"/> columns: [panel][k][PanelColumns], the last panel filled up with zeros, so
/// that a tile reads one panel from beginning to end, and any range of k is a contiguous piece of each panel
/// (<see cref="Pack"/>; constant weights: once, through <see cref="PackedWeights"/>). a and c are used where they lie.
/// </para>
/// <para>
/// The loops, from the outside (K. Goto and R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008; F. Van Zee and
/// R. van de Geijn, BLIS, 2015): blocks of columns that, with blocks of k, make a block of b that stays in the second-level cache;
/// strips of rows of a, as high as a tile, that stay in the first-level cache; panels of b. The bits of c do not
/// depend on how M and N are cut.
/// </para>
/// </summary>
/// <typeparam name="T">The elements, float32 or float64.</typeparam>
abstract unsafe class Gemm<T> where T : unmanaged
{
    /// <summary>Products in a block; sums of more are added up in c.</summary>
    public const int Kc = 384;

    static readonly Gemm<T>?[] Instances = new Gemm<T>?[3];

    /// <summary>Columns in a block: 768 KB of b, which second-level caches of 1 MB keep.</summary>
    public static int Nc => 2048 / sizeof(T);

    /// <summary>For registers of 512, 256 or 128 bits; <see cref="Processor.RegisterBits"/> says which to use.</summary>
    public static Gemm<T> OfBits(int registerBits) => registerBits switch
    {
        512 when Vector512.IsHardwareAccelerated => Instances[0] ??= Make<F32x16, F64x8>(),
        256 when Vector256.IsHardwareAccelerated => Instances[1] ??= Make<F32x8, F64x4>(),
        _ => Instances[2] ??= Make<F32x4, F64x2>(),
    };

    static Gemm<T> Make<VSingle, VDouble>() where VSingle : struct, ISimdRows<VSingle, float> where VDouble : struct, ISimdRows<VDouble, double> =>
        typeof(T) == typeof(double) ? (Gemm<T>)(object)new GemmOf<VDouble, double>() : (Gemm<T>)(object)new GemmOf<VSingle, float>();

    /// <summary>Rows of the tallest tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Columns of a panel of b and of a tile.</summary>
    public abstract int PanelColumns { get; }

    /// <summary>The elements that a packed b [k, n] takes.</summary>
    public nint PackedLength(nint k, nint n) => checked((n + PanelColumns - 1) / PanelColumns * PanelColumns * k);

    /// <summary>Packs b [k, n], of which b[p, j] is at p * row + j * column: row-major with column 1, a weight [n, k] with row 1.</summary>
    /// <param name="b">The first element.</param>
    /// <param name="row">The distance between neighbours along k.</param>
    /// <param name="column">The distance between neighbours along n.</param>
    /// <param name="k">Products in each sum.</param>
    /// <param name="n">Columns.</param>
    /// <param name="packed"><see cref="PackedLength"/> elements; an address that is a multiple of 64 is fastest.</param>
    public abstract void Pack(T* b, nint row, nint column, nint k, nint n, T* packed);

    /// <summary>Computes a product on the thread that calls.</summary>
    public abstract void Run(in GemmCall<T> call);

    /// <summary>Computes a product on all threads; cut by its shape alone, so that the bits do not depend on their number.</summary>
    public void RunOnThreads(in GemmCall<T> call)
    {
        GemmJob<T> job = new(this, call);
        Work.For(job.Parts, ref job);
    }

    /// <summary>Packs on all threads.</summary>
    /// <inheritdoc cref="Pack"/>
    public void PackOnThreads(T* b, nint row, nint column, nint k, nint n, T* packed)
    {
        GemmPackJob<T> job = new(this, b, row, column, k, n, packed);
        Work.For(job.Parts, ref job);
    }
}
