using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>
/// Matrix products of float32 with a packed right side, for one register width.
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
abstract unsafe class Gemm
{
    /// <summary>Products in a block; sums of more are added up in c.</summary>
    public const int Kc = 384;

    /// <summary>Columns in a block: 768 KB of b, which second-level caches of 1 MB keep.</summary>
    public const int Nc = 512;

    static readonly Gemm?[] Instances = new Gemm?[3];

    /// <summary>For registers of 512, 256 or 128 bits; <see cref="Processor.RegisterBits"/> says which to use.</summary>
    public static Gemm OfBits(int registerBits) => registerBits switch
    {
        512 when Vector512.IsHardwareAccelerated => Instances[0] ??= new GemmOf<F32x16>(),
        256 when Vector256.IsHardwareAccelerated => Instances[1] ??= new GemmOf<F32x8>(),
        _ => Instances[2] ??= new GemmOf<F32x4>(),
    };

    /// <summary>Rows of the tallest tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Columns of a panel of b and of a tile.</summary>
    public abstract int PanelColumns { get; }

    /// <summary>The floats that a packed b [k, n] takes.</summary>
    public nint PackedLength(nint k, nint n) => checked((n + PanelColumns - 1) / PanelColumns * PanelColumns * k);

    /// <summary>Packs b [k, n], of which b[p, j] is at p * row + j * column: row-major with column 1, a weight [n, k] with row 1.</summary>
    /// <param name="b">The first element.</param>
    /// <param name="row">The distance between neighbours along k.</param>
    /// <param name="column">The distance between neighbours along n.</param>
    /// <param name="k">Products in each sum.</param>
    /// <param name="n">Columns.</param>
    /// <param name="packed"><see cref="PackedLength"/> floats; an address that is a multiple of 64 is fastest.</param>
    public abstract void Pack(float* b, nint row, nint column, nint k, nint n, float* packed);

    /// <summary>Computes a product on the thread that calls.</summary>
    public abstract void Run(in GemmCall call);

    /// <summary>Computes a product on all threads; cut by its shape alone, so that the bits do not depend on their number.</summary>
    public void RunOnThreads(in GemmCall call)
    {
        GemmJob job = new(this, call);
        Work.For(job.Parts, ref job);
    }

    /// <summary>Packs on all threads.</summary>
    /// <inheritdoc cref="Pack"/>
    public void PackOnThreads(float* b, nint row, nint column, nint k, nint n, float* packed)
    {
        GemmPackJob job = new(this, b, row, column, k, n, packed);
        Work.For(job.Parts, ref job);
    }
}
