using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// out[p, z, y, x] = the pool of in[p, …] over the window of (z, y, x). Planes p are dense and row-major, and where windows have
/// fewer than three dimensions, those missing have size 1. The only loops of all poolings.
/// </summary>
sealed class PoolKernel<TPool, TWindows, T>(string name, int rank, TPool pool, TWindows windows) : Kernel
    where TPool : struct, IPool<T>
    where TWindows : struct, IWindows
    where T : unmanaged
{
    public override string Name => $"{name} reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) => Run(
        Size3.Of(inputs[0]!.Shape, rank), Size3.Of(outputs[0].Shape, rank), inputs[0]!.Borrow<T>(), outputs[0].BorrowForWriting<T>(),
        outputs.Length > 1 ? outputs[1].BorrowForWriting<long>() : []);

    /// <summary>Pools planes; positions may be empty.</summary>
    public void Run(Size3 size, Size3 outSize, ReadOnlySpan<T> input, Span<T> output, Span<long> positions)
    {
        TPool current = pool;
        int volume = size.Volume, next = 0;
        for (int start = 0; next < output.Length; start += volume)
        {
            ReadOnlySpan<T> source = input.Slice(start, volume);
            for (int z = 0; z < outSize.Depth; z++)
            {
                Window planes = windows.At(0, z, size.Depth);
                for (int y = 0; y < outSize.Height; y++)
                {
                    Window rows = windows.At(1, y, size.Height);
                    for (int x = 0; x < outSize.Width; x++, next++)
                    {
                        Window columns = windows.At(2, x, size.Width);
                        Take(ref current, source, size, planes, rows, columns);
                        output[next] = current.Result((long)planes.Count * rows.Count * columns.Count, (long)planes.Covered * rows.Covered * columns.Covered);
                        if (!positions.IsEmpty)
                            positions[next] = current.Position;
                    }
                }
            }
        }
    }

    static void Take(ref TPool pool, ReadOnlySpan<T> source, Size3 size, Window planes, Window rows, Window columns)
    {
        pool.Start();
        for (int z = planes.First; z < planes.End; z += planes.Step)
            for (int y = rows.First; y < rows.End; y += rows.Step)
            {
                int row = (z * size.Height + y) * size.Width;
                for (int x = row + columns.First; x < row + columns.End; x += columns.Step)
                    pool.Add(source[x], x);
            }
    }
}
