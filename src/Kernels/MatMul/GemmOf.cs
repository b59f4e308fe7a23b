using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>The loops of <see cref="Gemm{T}"/> for one register.</summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T">Its elements.</typeparam>
sealed unsafe class GemmOf<V, T> : Gemm<T> where V : struct, ISimdRows<V, T> where T : unmanaged
{
    // Strips of a are copied to rows of this distance: a multiple of a line, but of no power of two that would put all rows into
    // the same sets of the cache.
    const int StripStride = Kc + 16;

    // From so many panels on, the copy of a strip of a costs less than a twentieth of the strip's tiles.
    const int PanelsWorthACopy = 4;

    public override int TileRows => Tile<V, T>.MaxRows;

    public override int PanelColumns => Tile<V, T>.Columns;

    public override void Pack(T* b, nint row, nint column, nint k, nint n, T* packed)
    {
        int width = PanelColumns;
        for (nint j = 0; j < n; j += width, packed += k * width)
            GemmPacking.Pack<V, T>(b + j * column, row, column, k, Math.Min(width, n - j), packed);
    }

    [SkipLocalsInit]
    public override void Run(in GemmCall<T> call)
    {
        T* strip = stackalloc T[12 * StripStride + 16];
        strip = (T*)(((nuint)strip + 63) & ~(nuint)63);
        bool isPacked = call.BRow == 0;
        TileCall<T> tile = new() { CRow = call.CRow, BPanel = isPacked ? call.K * PanelColumns : PanelColumns };
        nint strips = (call.M + TileRows - 1) / TileRows;
        for (nint column = 0; column < call.N; column += Nc)
        {
            nint columns = Math.Min(Nc, call.N - column), k = 0;
            do
            {
                tile.K = Math.Min(Kc, call.K - k);
                bool isFirst = k == 0, isLast = k + tile.K >= call.K;
                for (nint s = 0; s < strips; s++)
                {
                    // Strips of almost equal heights, which avoids a last one of a single row.
                    nint row = call.M * s / strips;
                    int rows = (int)(call.M * (s + 1) / strips - row);
                    tile.A = call.A + row * call.ARow + k * call.AStep;
                    (tile.ARow, tile.AStep) = (call.ARow, call.AStep);
                    if (columns >= PanelsWorthACopy * PanelColumns)
                        Copy(ref tile, rows, strip);
                    tile.C = call.C + row * call.CRow + column;
                    tile.Addend = isFirst ? call.Addend.At(row, column) : Addend<T>.OfMatrix(tile.C, call.CRow);
                    tile.BRow = isPacked ? PanelColumns : call.BRow;
                    tile.B = call.B + k * tile.BRow + (isPacked ? column * call.K : column);
                    RunStrip(&tile, rows, columns, isPacked);
                    if (isLast)
                        call.Then?.Apply(call.C + row * call.CRow + column, rows, columns, call.CRow);
                }
                k += tile.K;
            }
            while (k < call.K);
        }
    }

    static void RunStrip(TileCall<T>* tile, int rows, nint columns, bool isPacked)
    {
        nint width = Tile<V, T>.Columns;
        if (rows == 1)
            for (; columns >= 4 * width; columns -= 4 * width)
            {
                Tile<V, T>.RunRow(tile);
                for (int i = 0; i < 4; i++)
                    Tile<V, T>.Next(tile);
            }
        delegate*<TileCall<T>*, void> run = Tile<V, T>.OfRows(rows);
        for (; columns >= width; columns -= width)
        {
            run(tile);
            Tile<V, T>.Next(tile);
        }
        if (columns > 0 && isPacked)
            Tile<V, T>.RunEdge(tile, rows, columns);
        else if (columns > 0)
            RunUnpackedEdge(tile, rows, columns);
    }

    // A tile reads whole registers, and behind the last row of an unpacked b may be nobody's memory.
    [SkipLocalsInit]
    static void RunUnpackedEdge(TileCall<T>* tile, int rows, nint columns)
    {
        T* panel = stackalloc T[Kc * 2 * V.Count];
        GemmPacking.Pack<V, T>(tile->B, tile->BRow, 1, tile->K, columns, panel);
        tile->B = panel;
        tile->BRow = Tile<V, T>.Columns;
        Tile<V, T>.RunEdge(tile, rows, columns);
    }

    // Copies a strip of a, in the order it lies in, to rows without the conflicts and page faults of far distances.
    static void Copy(ref TileCall<T> tile, int rows, T* strip)
    {
        if (tile.AStep == 1)
        {
            for (int row = 0; row < rows; row++)
                GemmPacking.Copy<V, T>(tile.A + row * tile.ARow, strip + row * StripStride, tile.K);
            (tile.ARow, tile.AStep) = (StripStride, 1);
        }
        else
        {
            for (nint k = 0; k < tile.K; k++)
                for (int row = 0; row < rows; row++)
                    strip[k * rows + row] = tile.A[row * tile.ARow + k * tile.AStep];
            (tile.ARow, tile.AStep) = (1, rows);
        }
        tile.A = strip;
    }
}
