namespace PtFormat.KernelGenerator;

/// <summary>
/// Tiles of 128 by 128 on matrix units: eight warps in two rows of four, each with 64 by 32 sums in 16 blocks of 16 by 8. One
/// multiplication takes eight terms. Between the terms' lines in shared memory is a gap of eight, so that the 32 threads of a
/// warp, which read four terms of eight lines, hit all banks.
/// </summary>
static class MatrixUnitWriter
{
    const int Depth = 16, Size = 128, Threads = 256, Stride = Size + 8, Parts = Size * Depth / 4 / Threads;

    static readonly int[] Blocks = [0, 1, 2, 3];

    // Rows and terms from a thread's own, of the four numbers that it has of a block of the left side.
    static readonly (int Row, int Term)[] Fragment = [(0, 0), (8, 0), (0, 4), (8, 4)];

    public static GeneratedFile Write(bool isSplit)
    {
        string name = isSplit ? "Tf32x3" : "Tf32";
        CodeWriter w = new("ILGPU", "ILGPU.Runtime.Cuda");
        w.Block("static partial class MatrixUnits", () =>
        {
            w.Line(isSplit
                ? "/// <summary>Both sides in two parts of 11 bits each, in three products: as exact as float32.</summary>"
                : "/// <summary>Both sides rounded to 11 bits.</summary>");
            w.Line($"internal static void {name}<TLeft, TRight, TTarget>(TLeft left, TRight right, TTarget target, TileTerms terms)");
            w.Line("    where TLeft : struct, ITileSource");
            w.Line("    where TRight : struct, ITileSource");
            w.Line("    where TTarget : struct, ITileTarget");
            w.Block("", () => Body(w, isSplit));
        });
        return new($"src/Kernels.Gpu/Tiles/Generated/MatrixUnits.{name}.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, bool isSplit)
    {
        w.Line($"ArrayView<float> a = SharedMemory.Allocate<Float4>({Depth * Stride / 4}).Cast<float>(), b = SharedMemory.Allocate<Float4>({Depth * Stride / 4}).Cast<float>();");
        w.Line("int thread = Group.IdxX, part = Grid.IdxZ, batch = part / terms.Splits, term = (part - batch * terms.Splits) * terms.Chunk;");
        w.Line("int end = term + terms.Chunk;");
        w.Line("if (end > terms.Count)");
        w.Line("    end = terms.Count;");
        w.Line($"left.Start(thread, {Threads}, {Size}, Grid.IdxY * {Size}, batch, term);");
        w.Line($"right.Start(thread, {Threads}, {Size}, Grid.IdxX * {Size}, batch, term);");
        w.Line($"ArrayView<float> leftPlace = a.SubView(left.Place({Stride})), rightPlace = b.SubView(right.Place({Stride}));");
        w.Line("int lane = thread & 31, warp = thread >> 5, line = lane >> 2, step = lane & 3, warpRow = (warp >> 2) * 64, warpColumn = (warp & 3) * 32;");
        w.Line($"ArrayView<float> ownA = a.SubView(step * {Stride} + warpRow + line), ownB = b.SubView(step * {Stride} + warpColumn + line);");
        foreach (int row in Blocks)
            foreach (int column in Blocks)
                w.Line($"Ref<float> {string.Join(", ", Blocks.Select(q => $"c{row}{column}{q} = 0f"))};");
        w.Line($"Float4 {string.Join(", ", Loads("left").Concat(Loads("right")))};");
        w.Block($"for (; term < end; term += {Depth})", () =>
        {
            // As in tiles: not at the end of the loop.
            w.Line("Group.Barrier();");
            w.Statements(Enumerable.Range(0, Parts).Select(part => $"left.Store(leftPlace, {Stride}, {part}, left{part});"));
            w.Statements(Enumerable.Range(0, Parts).Select(part => $"right.Store(rightPlace, {Stride}, {part}, right{part});"));
            w.Line("Group.Barrier();");
            w.Statements(["left.Advance();", "right.Advance();"]);
            w.Block($"if (term + {Depth} < end)", () => w.Statements(Loads("left").Concat(Loads("right")).Select(load => $"{load};")));
            for (int k = 0; k < Depth; k += 8)
                w.Block("", () => Multiply(w, k, isSplit));
        });
        w.Line($"int firstRow = Grid.IdxY * {Size} + warpRow + line, firstColumn = Grid.IdxX * {Size} + warpColumn + 2 * step;");
        foreach (int row in Blocks)
            foreach (int column in Blocks)
                w.Statements(Blocks.Select(q => $"target.Store(part, firstRow + {16 * row + q / 2 * 8}, firstColumn + {8 * column + q % 2}, c{row}{column}{q}.Value);"));
    }

    static void Multiply(CodeWriter w, int k, bool isSplit)
    {
        foreach (int column in Blocks)
            for (int q = 0; q < 2; q++)
                Take($"b{column}{q}", $"ownB[{(k + 4 * q) * Stride + 8 * column}]");
        foreach (int row in Blocks)
        {
            for (int q = 0; q < 4; q++)
                Take($"a{row}{q}", $"ownA[{(k + Fragment[q].Term) * Stride + 16 * row + Fragment[q].Row}]");
            foreach (int column in Blocks)
            {
                // The small products first.
                if (isSplit)
                {
                    Product("low", "", row, column);
                    Product("", "low", row, column);
                }
                Product("", "", row, column);
            }
        }

        void Take(string name, string from)
        {
            w.Line($"float full{name} = {from};");
            w.Line($"Input<uint> {name} = Round(full{name});");
            if (isSplit)
                w.Line($"Input<uint> low{name} = Round(full{name} - Interop.IntAsFloat({name}.Value));");
        }

        void Product(string a, string b, int row, int column) => w.Line(
            $"Multiply({string.Join(", ", Blocks.Select(q => $"ref c{row}{column}{q}"))}, {string.Join(", ", Blocks.Select(q => $"ref {a}a{row}{q}"))}, ref {b}b{column}0, ref {b}b{column}1);");
    }

    static IEnumerable<string> Loads(string side) => Enumerable.Range(0, Parts).Select(part => $"{side}{part} = {side}.Load({part})");
}
