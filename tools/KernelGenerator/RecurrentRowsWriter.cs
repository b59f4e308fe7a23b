namespace PtFormat.KernelGenerator;

/// <summary>
/// All steps of one sequence in one group of threads: each thread keeps a gate's row of the recurrent weights in registers, and the hidden
/// state is in shared memory. Sizes below a generated one are filled with zeros.
/// </summary>
static class RecurrentRowsWriter
{
    static readonly int[] Sizes = [32, 64, 128];

    public static GeneratedFile Write()
    {
        CodeWriter w = new("ILGPU");
        w.Block("static partial class RecurrentRows", () =>
        {
            w.Line("/// <summary>The kernel for up to so many hidden elements.</summary>");
            w.Line("public static Action<RecurrentCall> Of<TCell>(int size) where TCell : struct, IGpuCell => size switch");
            w.Line("{");
            foreach (int size in Sizes)
                w.Line($"    {(size == Sizes[^1] ? "_" : $"{size}")} => Rows{size}<TCell>,");
            w.Line("};");
            foreach (int size in Sizes)
            {
                w.Line();
                w.Line($"/// <summary>Up to {size} hidden elements.</summary>");
                w.Line($"internal static void Rows{size}<TCell>(RecurrentCall call) where TCell : struct, IGpuCell");
                w.Block("", () => Body(w, size));
            }
        });
        return new("src/Kernels.Gpu/Recurrent/Generated/RecurrentRows.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, int size)
    {
        int[] terms = [.. Enumerable.Range(0, size)];
        w.Line($"ArrayView<Float4> state = SharedMemory.Allocate<Float4>({size / 4});");
        w.Line($"ArrayView<float> gates = SharedMemory.Allocate<float>({4 * size}), single = state.Cast<float>();");
        w.Line($"int thread = Group.IdxX, unit = thread & {size - 1}, gate = thread / {size}, item = Grid.IdxX, hidden = call.Hidden, line = gate * hidden + unit;");
        w.Line("bool isUnit = unit < hidden;");
        w.Line("int from = line * hidden;");
        w.Statements(terms.Select(k => $"float w{k} = isUnit & {k} < hidden ? call.Weight[from + {k}] : 0;"));
        w.Line("float bias = isUnit & call.HasBias != 0 ? call.Bias[line] : 0, c = 0;");
        w.Line("int length = call.Length(item), own = item * hidden + thread;");
        w.Line($"if (thread < {size})");
        w.Line("    single[thread] = call.HasH0 != 0 & thread < hidden ? call.H0[own] : 0;");
        w.Line("if (call.HasC0 != 0 & thread < hidden)");
        w.Line("    c = call.C0[own];");
        w.Line("float input = isUnit ? call.Input[call.GateRow(call.At(0, length), item) * TCell.Gates * hidden + line] : 0;");
        w.Line("float last = thread < hidden ? call.Input[call.GateRow(call.At(0, length), item) * TCell.Gates * hidden + (TCell.Gates - 1) * hidden + thread] : 0;");
        w.Line("Group.Barrier();");
        w.Block("for (int step = 0; step < length; step++)", () =>
        {
            w.Line("float nextInput = 0, nextLast = 0;");
            w.Block("if (step + 1 < length)", () =>
            {
                w.Line("int next = call.GateRow(call.At(step + 1, length), item) * TCell.Gates * hidden;");
                w.Line("if (isUnit)");
                w.Line("    nextInput = call.Input[next + line];");
                w.Line("if (thread < hidden)");
                w.Line("    nextLast = call.Input[next + (TCell.Gates - 1) * hidden + thread];");
            });
            w.Line("float a0 = bias, a1 = 0, a2 = 0, a3 = 0;");
            for (int q = 0; q < size / 4; q++)
                w.Block("", () =>
                {
                    w.Line($"Float4 h = state[{q}];");
                    w.Line($"a0 += h.X * w{4 * q}; a1 += h.Y * w{4 * q + 1}; a2 += h.Z * w{4 * q + 2}; a3 += h.W * w{4 * q + 3};");
                });
            w.Line("gates[thread] = TCell.Gate(gate, input, a0 + a1 + (a2 + a3));");
            w.Line("Group.Barrier();");
            w.Block("if (thread < hidden)", () =>
            {
                w.Line($"float h = TCell.Unit(gates[thread], gates[thread + {size}], gates[thread + {2 * size}], gates[thread + {3 * size}], last, single[thread], ref c);");
                w.Line("single[thread] = h;");
                w.Line("call.Y[call.OutRow(call.At(step, length), item) * hidden + thread] = h;");
            });
            w.Line("Group.Barrier();");
            w.Statements(["input = nextInput;", "last = nextLast;"]);
        });
        w.Block("if (thread < hidden)", () =>
        {
            w.Line("call.H[own] = single[thread];");
            w.Line("if (TCell.HasCellState)");
            w.Line("    call.C[own] = c;");
        });
    }
}
