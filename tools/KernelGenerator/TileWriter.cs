namespace PtFormat.KernelGenerator;

/// <summary>
/// Tiles of matrix products by multiplications and additions: one flat loop over 16 terms at a time, all of whose products are written
/// out, with the next terms on their way from memory meanwhile. A nested loop would cost a move for each accumulator in each pass.
/// </summary>
static class TileWriter
{
    const int Depth = 16;

    // Between the terms' lines in shared memory, so that a thread's four scattered writes hit different banks.
    const int Gap = 4;

    public static GeneratedFile Write(TileShape shape)
    {
        CodeWriter w = new("ILGPU");
        w.Block("static partial class Tile", () =>
        {
            w.Line($"/// <summary>{shape.Rows} rows by {shape.Columns} columns for {shape.Threads} threads, each of which has {shape.ThreadRows} by {shape.ThreadColumns} sums.</summary>");
            w.Line($"internal static void {shape.Name}<TLeft, TRight, TTarget>(TLeft left, TRight right, TTarget target, TileTerms terms)");
            w.Line("    where TLeft : struct, ITileSource");
            w.Line("    where TRight : struct, ITileSource");
            w.Line("    where TTarget : struct, ITileTarget");
            w.Block("", () => Body(w, shape));
        });
        return new($"src/Kernels.Gpu/Tiles/Generated/{shape.Name}.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, TileShape shape)
    {
        int leftStride = shape.Rows + Gap, rightStride = shape.Columns + Gap;
        int leftParts = shape.Rows * Depth / 4 / shape.Threads, rightParts = shape.Columns * Depth / 4 / shape.Threads;
        int across = shape.Columns / shape.ThreadColumns;
        int[] rows = [.. Enumerable.Range(0, shape.ThreadRows)], columns = [.. Enumerable.Range(0, shape.ThreadColumns)];

        w.Line($"ArrayView<Float4> sharedLeft = SharedMemory.Allocate<Float4>({Depth * leftStride / 4}), sharedRight = SharedMemory.Allocate<Float4>({Depth * rightStride / 4});");
        w.Line("int thread = Group.IdxX, part = Grid.IdxZ, batch = part / terms.Splits, term = (part - batch * terms.Splits) * terms.Chunk;");
        w.Line("int end = term + terms.Chunk;");
        w.Line("if (end > terms.Count)");
        w.Line("    end = terms.Count;");
        w.Line($"left.Start(thread, {shape.Threads}, {shape.Rows}, Grid.IdxY * {shape.Rows}, batch, term);");
        w.Line($"right.Start(thread, {shape.Threads}, {shape.Columns}, Grid.IdxX * {shape.Columns}, batch, term);");
        w.Line($"ArrayView<float> leftPlace = sharedLeft.Cast<float>().SubView(left.Place({leftStride})), rightPlace = sharedRight.Cast<float>().SubView(right.Place({rightStride}));");
        w.Line($"int threadRow = thread / {across}, threadColumn = thread - threadRow * {across};");
        w.Line("ArrayView<Float4> a = sharedLeft.SubView(threadRow), b = sharedRight.SubView(threadColumn);");
        foreach (int row in rows)
            w.Line($"float {string.Join(", ", columns.Select(column => $"c{row}_{column} = 0"))};");
        w.Line($"Float4 {string.Join(", ", Loads("left", leftParts).Concat(Loads("right", rightParts)))};");
        w.Block($"for (; term < end; term += {Depth})", () =>
        {
            // Here and not at the end of the loop: ILGPU 1.5.3 moves reads past a barrier with which a block ends.
            w.Line("Group.Barrier();");
            w.Statements(Enumerable.Range(0, leftParts).Select(part => $"left.Store(leftPlace, {leftStride}, {part}, left{part});"));
            w.Statements(Enumerable.Range(0, rightParts).Select(part => $"right.Store(rightPlace, {rightStride}, {part}, right{part});"));
            w.Line("Group.Barrier();");
            w.Statements(["left.Advance();", "right.Advance();"]);
            w.Block($"if (term + {Depth} < end)", () => w.Statements(Loads("left", leftParts).Concat(Loads("right", rightParts)).Select(load => $"{load};")));
            for (int k = 0; k < Depth; k++)
                w.Block("", () =>
                {
                    w.Line($"Float4 {string.Join(", ", Blocks("a", k, leftStride, shape.Rows, shape.RowBlocks).Concat(Blocks("b", k, rightStride, shape.Columns, shape.ColumnBlocks)))};");
                    w.Statements(rows.SelectMany(row => columns.Select(column => $"c{row}_{column} += a{row / 4}.{Lane(row)} * b{column / 4}.{Lane(column)};")));
                });
        });
        w.Line($"int firstRow = Grid.IdxY * {shape.Rows} + threadRow * 4, firstColumn = Grid.IdxX * {shape.Columns} + threadColumn * 4;");
        foreach (int row in rows)
            for (int block = 0; block < shape.ColumnBlocks; block++)
                w.Line(
                    $"target.Store(part, firstRow + {row / 4 * (shape.Rows / shape.RowBlocks) + row % 4}, firstColumn + {block * (shape.Columns / shape.ColumnBlocks)}, "
                    + $"Float4.Of({string.Join(", ", Enumerable.Range(block * 4, 4).Select(column => $"c{row}_{column}"))}));");
    }

    static IEnumerable<string> Loads(string side, int parts) => Enumerable.Range(0, parts).Select(part => $"{side}{part} = {side}.Load({part})");

    static IEnumerable<string> Blocks(string side, int k, int stride, int lines, int blocks) =>
        Enumerable.Range(0, blocks).Select(block => $"{side}{block} = {side}[{k * stride / 4 + block * (lines / blocks / 4)}]");

    static char Lane(int index) => "XYZW"[index % 4];
}
