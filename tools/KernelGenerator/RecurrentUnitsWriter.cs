namespace PtFormat.KernelGenerator;

/// <summary>
/// Steps of a few sequences with a warp for each hidden element, whose gates' rows of the recurrent weights are spread over the warp's
/// registers: read once for all steps where the groups can meet after each, else once for each step.
/// </summary>
static class RecurrentUnitsWriter
{
    static readonly int[] Sizes = [256, 512, 1024];

    static readonly int[] Gates = [0, 1, 2, 3];

    public static GeneratedFile Write()
    {
        CodeWriter w = new("ILGPU");
        w.Block("static partial class RecurrentUnits", () =>
        {
            w.Line("/// <summary>The kernel for up to so many hidden elements.</summary>");
            w.Line("public static Action<RecurrentCall, int, int, TMeeting> Of<TCell, TSum, TMeeting>(int size)");
            w.Line("    where TCell : struct, IGpuCell where TSum : struct, IWarpSum where TMeeting : struct, IMeeting => size switch");
            w.Line("{");
            foreach (int size in Sizes)
                w.Line($"    {(size == Sizes[^1] ? "_" : $"{size}")} => Units{size}<TCell, TSum, TMeeting>,");
            w.Line("};");
            foreach (int size in Sizes)
            {
                w.Line();
                w.Line($"/// <summary>Up to {size} hidden elements, a multiple of four.</summary>");
                w.Line($"internal static void Units{size}<TCell, TSum, TMeeting>(RecurrentCall call, int first, int count, TMeeting meeting)");
                w.Line("    where TCell : struct, IGpuCell where TSum : struct, IWarpSum where TMeeting : struct, IMeeting");
                w.Block("", () => Body(w, size / 128));
            }
        });
        return new("src/Kernels.Gpu/Recurrent/Generated/RecurrentUnits.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, int quads)
    {
        int[] parts = [.. Enumerable.Range(0, quads)];
        w.Line("ArrayView<float> scratch = SharedMemory.Allocate<float>(Threads);");
        w.Line("int thread = Group.IdxX, lane = thread & 31, unit = Grid.IdxX * Units + (thread >> 5), hidden = call.Hidden, quads = hidden >> 2;");
        w.Line("int own = unit < hidden ? unit : hidden - 1;");
        w.Line("ArrayView<Float4> weight = call.Weight.Cast<Float4>(), states = call.Y.Cast<Float4>(), initial = call.H0.Cast<Float4>();");
        foreach (int gate in Gates)
        {
            w.Line($"Float4 {string.Join(", ", parts.Select(q => $"w{gate}_{q} = default"))};");
            w.Line($"float bias{gate} = 0;");
            w.Block($"if (TCell.Gates > {gate})", () =>
            {
                w.Line($"int row = ({gate} * hidden + own) * quads + lane;");
                foreach (int q in parts)
                {
                    w.Line($"if (lane + {32 * q} < quads)");
                    w.Line($"    w{gate}_{q} = weight[row + {32 * q}];");
                }
                w.Line("if (call.HasBias != 0)");
                w.Line($"    bias{gate} = call.Bias[{gate} * hidden + own];");
            });
        }
        w.Block("for (int step = first; step < first + count; step++)", () =>
        {
            w.Block("for (int item = 0; item < call.Batch; item++)", () =>
            {
                w.Line("int length = call.Length(item), walked = call.Walked(step, length);");
                w.Block("if (walked >= 0 & walked < length)", () =>
                {
                    w.Line("int t = call.At(walked, length), before = walked == 0 ? item * quads : call.OutRow(call.At(walked - 1, length), item) * quads;");
                    w.Line("bool isRead = walked > 0 | call.HasH0 != 0;");
                    w.Line("float old = 0;");
                    w.Line("if (isRead & lane == 0)");
                    w.Line("    old = walked == 0 ? call.H0[before * 4 + own] : call.Y[before * 4 + own];");
                    foreach (int gate in Gates)
                        w.Line($"float sum{gate} = 0;");
                    foreach (int q in parts)
                        w.Block($"if (isRead & lane + {32 * q} < quads)", () =>
                        {
                            w.Line($"Float4 h = walked == 0 ? initial[before + lane + {32 * q}] : states[before + lane + {32 * q}];");
                            foreach (int gate in Gates)
                                w.Line($"sum{gate} += h.X * w{gate}_{q}.X + h.Y * w{gate}_{q}.Y + (h.Z * w{gate}_{q}.Z + h.W * w{gate}_{q}.W);");
                        });
                    foreach (int gate in Gates)
                    {
                        w.Line($"if (TCell.Gates > {gate})");
                        w.Line($"    sum{gate} = TSum.Sum(sum{gate}, scratch, thread);");
                    }
                    w.Block("if (lane == 0 & unit < hidden)", () =>
                    {
                        w.Line("int input = call.GateRow(t, item) * TCell.Gates * hidden + unit, state = item * hidden + unit;");
                        w.Line("float c = 0, last = call.Input[input + (TCell.Gates - 1) * hidden];");
                        w.Line("if (TCell.HasCellState)");
                        w.Line("    c = walked > 0 ? call.C[state] : call.HasC0 != 0 ? call.C0[state] : 0;");
                        foreach (int gate in Gates)
                        {
                            w.Line($"float gate{gate} = 0;");
                            w.Line($"if (TCell.Gates > {gate})");
                            w.Line($"    gate{gate} = TCell.Gate({gate}, call.Input[input + {gate} * hidden], sum{gate} + bias{gate});");
                        }
                        w.Line("float h = TCell.Unit(gate0, gate1, gate2, gate3, last, old, ref c);");
                        w.Line("call.Y[call.OutRow(t, item) * hidden + unit] = h;");
                        w.Line("if (TCell.HasCellState)");
                        w.Line("    call.C[state] = c;");
                        w.Line("if (walked == length - 1)");
                        w.Line("    call.H[state] = h;");
                    });
                });
            });
            w.Line("if (step + 1 < first + count)");
            w.Line("    meeting.Meet(step - first + 1);");
        });
    }
}
