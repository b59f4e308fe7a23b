namespace PtFormat.KernelGenerator;

/// <summary>Dot products of one, two, four or eight rows at once; of fewer rows than that, the last is read again and not written.</summary>
static class RowDotsWriter
{
    static readonly int[] Counts = [1, 2, 4, 8];

    public static GeneratedFile Write()
    {
        CodeWriter w = new("ILGPU");
        w.Block("static partial class RowDots", () =>
        {
            w.Line("/// <summary>The kernel for a number of rows.</summary>");
            w.Line("public static Action<DotLines, DotLines, DotTarget<TFunction>, int> Of<TFunction>(int rows) where TFunction : struct, IUnaryFunction => rows switch");
            w.Line("{");
            foreach (int count in Counts)
                w.Line($"    {(count == Counts[^1] ? "_" : $"<= {count}")} => Dots{count},");
            w.Line("};");
            foreach (int count in Counts)
            {
                w.Line();
                w.Line($"/// <summary>Up to {count} rows; terms in fours.</summary>");
                w.Line($"internal static void Dots{count}<TFunction>(DotLines rows, DotLines columns, DotTarget<TFunction> target, int terms) where TFunction : struct, IUnaryFunction");
                w.Block("", () => Body(w, count));
            }
        });
        return new("src/Kernels.Gpu/MatMul/Generated/RowDots.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, int count)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        w.Line($"ArrayView<float> sums = SharedMemory.Allocate<float>({count * 256});");
        w.Line("int thread = Group.IdxX, lane = thread & 31, column = Grid.IdxX * Columns + (thread >> 5);");
        w.Line("int line = (column < columns.Count ? column : columns.Count - 1) * columns.Step;");
        w.Line($"int {string.Join(", ", rows.Select(row => row == 0 ? "row0 = 0" : $"row{row} = ({row} < rows.Count ? {row} : rows.Count - 1) * rows.Step"))};");
        w.Line($"float {string.Join(", ", rows.Select(row => $"sum{row} = 0"))};");
        w.Block("for (int term = lane; term < terms; term += 32)", () =>
        {
            w.Line("Float4 weight = columns.Data[line + term];");
            foreach (int row in rows)
            {
                w.Line($"Float4 x{row} = rows.Data[row{row} + term];");
                w.Line($"sum{row} += x{row}.X * weight.X + x{row}.Y * weight.Y + (x{row}.Z * weight.Z + x{row}.W * weight.W);");
            }
        });
        w.Statements(rows.Select(row => $"sums[{row * 256} + thread] = sum{row};"));
        w.Line("Group.Barrier();");
        // One thread of each warp's 32 sums, for each row; one after the other, so that the order is always the same.
        w.Block($"if (thread < {count * 8})", () =>
        {
            w.Line("int first = thread * 32, row = thread >> 3, own = Grid.IdxX * Columns + (thread & 7);");
            w.Line("float a = 0, b = 0, c = 0, d = 0;");
            w.Block("for (int i = 0; i < 32; i += 4)", () =>
            {
                // Threads start at different places, or they would all hit one bank.
                w.Line("int at = first + ((i + (thread & 7) * 4) & 31);");
                w.Statements(["a += sums[at];", "b += sums[at + 1];", "c += sums[at + 2];", "d += sums[at + 3];"]);
            });
            w.Line("if (row < rows.Count && own < columns.Count)");
            w.Line("    target.Store(row, own, a + b + (c + d));");
        });
    }
}
