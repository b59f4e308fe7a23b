using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>Poolings of planes that follow each other, a thread for each element of the output.</summary>
static class Pooling
{
    public const int Threads = 256;

    /// <summary>Any windows.</summary>
    public static void Kernel<TFold, TLine>(
        ArrayView<float> x, ArrayView<float> y, ArrayView<long> positions, PoolSizes sizes, TFold fold, TLine depth, TLine height, TLine width)
        where TFold : struct, IPoolFold where TLine : struct, IPoolWindows
    {
        int item = Grid.IdxX * Threads + Group.IdxX;
        if (item >= sizes.Count)
            return;
        int outPlane = sizes.OutHeight * sizes.OutWidth, outVolume = outPlane * sizes.OutDepth, plane = item / outVolume, rest = item - plane * outVolume;
        int outZ = rest / outPlane;
        rest -= outZ * outPlane;
        int outY = rest / sizes.OutWidth;
        PoolWindow planes = depth.At(outZ, sizes.Depth), rows = height.At(outY, sizes.Height), columns = width.At(rest - outY * sizes.OutWidth, sizes.Width);
        int start = plane * sizes.Depth * sizes.Height * sizes.Width;
        fold.Start();
        for (int z = planes.First; z < planes.End; z += planes.Step)
            for (int row = rows.First; row < rows.End; row += rows.Step)
            {
                int at = (z * sizes.Height + row) * sizes.Width;
                for (int column = columns.First; column < columns.End; column += columns.Step)
                    fold.Add(x[start + at + column], at + column);
            }
        y[item] = fold.Result(planes.Count * rows.Count * columns.Count, planes.Covered * rows.Covered * columns.Covered);
        if (sizes.HasPositions != 0)
            positions[item] = fold.Position;
    }

    /// <summary>The largest of each 2 by 2 square of planes whose rows are multiples of four elements; a thread makes two.</summary>
    /// <param name="x">Rows in fours.</param>
    /// <param name="y">Rows in twos.</param>
    /// <param name="rowQuads">Fours of a row.</param>
    /// <param name="rows">Rows of the output, of all planes.</param>
    /// <param name="height">Rows of a plane of the input.</param>
    /// <param name="outHeight">Rows of a plane of the output.</param>
    public static void Squares(ArrayView<Float4> x, ArrayView<Float2> y, int rowQuads, int rows, int height, int outHeight)
    {
        int item = Grid.IdxX * Threads + Group.IdxX;
        int row = item / rowQuads, quad = item - row * rowQuads;
        if (row >= rows)
            return;
        int plane = row / outHeight, upper = (plane * height + (row - plane * outHeight) * 2) * rowQuads + quad;
        Float4 a = x[upper], b = x[upper + rowQuads];
        y[item] = new() { X = Larger(Larger(a.X, a.Y), Larger(b.X, b.Y)), Y = Larger(Larger(a.Z, a.W), Larger(b.Z, b.W)) };
    }

    static float Larger(float a, float b) => a > b | NaN.Is(a) ? a : b;
}
