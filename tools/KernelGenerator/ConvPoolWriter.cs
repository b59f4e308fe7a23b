namespace PtFormat.KernelGenerator;

/// <summary>
/// Convolution, activation and 2 by 2 max-pooling at once: a thread has one element of the pooled plane and so the four sums beneath
/// it, for several out channels. It slides along the two rows of each pair of taps, whose numbers stay in registers; the weights are in shared memory.
/// </summary>
static class ConvPoolWriter
{
    static readonly (int Kernel, int Channels)[] Shapes = [(5, 6), (5, 8), (3, 8)];

    public static GeneratedFile Write()
    {
        CodeWriter w = new("ILGPU");
        w.Block("static partial class ConvPool", () =>
        {
            w.Line("/// <summary>The kernel for a size of taps and channels of a group, which Channels() gave.</summary>");
            w.Line("public static Action<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ConvPoolSizes, TFunction> Of<TFunction>(int kernel, int channels)");
            w.Line("    where TFunction : struct, IUnaryFunction => (kernel, channels) switch");
            w.Line("{");
            foreach ((int kernel, int channels) in Shapes)
                w.Line($"    ({kernel}, {channels}) => Conv{kernel}x{channels},");
            w.Line("    _ => throw new ArgumentException($\"there is no kernel for {kernel} by {kernel} taps and {channels} channels\"),");
            w.Line("};");
            foreach ((int kernel, int channels) in Shapes)
            {
                w.Line();
                w.Line($"/// <summary>{kernel} by {kernel} taps, {channels} out channels.</summary>");
                w.Line($"internal static void Conv{kernel}x{channels}<TFunction>(");
                w.Line("    ArrayView<float> x, ArrayView<float> weight, ArrayView<float> bias, ArrayView<float> y, ConvPoolSizes sizes, TFunction function) where TFunction : struct, IUnaryFunction");
                w.Block("", () => Body(w, kernel, channels));
            }
        });
        return new("src/Kernels.Gpu/Conv2d/Generated/ConvPool.g.cs", w.ToString());
    }

    static void Body(CodeWriter w, int kernel, int channels)
    {
        int padded = (channels + 3) / 4 * 4;
        int[] outs = [.. Enumerable.Range(0, channels)], sums = [0, 1, 2, 3], columns = [.. Enumerable.Range(0, kernel + 1)];
        w.Line("ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(SharedWeights / 4);");
        w.Line("ArrayView<float> single = weights.Cast<float>();");
        w.Line($"int thread = Group.IdxX, first = Grid.IdxY * {channels}, rows = sizes.Channels * {kernel}, taps = rows * {kernel};");
        w.Block($"for (int i = thread; i < taps * {padded}; i += Threads)", () =>
        {
            w.Line($"int tap = i / {padded}, channel = i - tap * {padded};");
            w.Line($"single[i] = channel < {channels} & first + channel < sizes.OutChannels ? weight[(first + channel) * taps + tap] : 0;");
        });
        w.Line("Group.Barrier();");
        w.Line("int item = Grid.IdxX * Threads + thread;");
        w.Line("if (item >= sizes.Count)");
        w.Line("    return;");
        w.Line("int plane = sizes.PooledHeight * sizes.PooledWidth, image = item / plane, rest = item - image * plane, pooledY = rest / sizes.PooledWidth;");
        w.Line("int top = 2 * pooledY - sizes.PaddingY, left = 2 * (rest - pooledY * sizes.PooledWidth) - sizes.PaddingX;");
        w.Line($"bool {string.Join(", ", columns.Select(i => $"in{i} = (uint)(left + {i}) < (uint)sizes.Width"))};");
        foreach (int o in outs)
            w.Line($"float {string.Join(", ", sums.Select(s => $"c{o}_{s} = 0"))};");
        w.Line("int at = (image * sizes.Channels * sizes.Height + top) * sizes.Width + left, tapRow = 0;");
        w.Block("for (int row = 0; row < rows; row++)", () =>
        {
            w.Line("bool isUpper = (uint)(top + tapRow) < (uint)sizes.Height, isLower = (uint)(top + tapRow + 1) < (uint)sizes.Height;");
            w.Statements(columns.Select(i => $"float t{i} = isUpper & in{i} ? x[at + {i}] : 0;"));
            w.Statements(columns.Select(i => $"float u{i} = isLower & in{i} ? x[at + sizes.Width + {i}] : 0;"));
            w.Line($"ArrayView<Float4> own = weights.SubView(row * {kernel * padded / 4});");
            for (int k = 0; k < kernel; k++)
                w.Block("", () =>
                {
                    w.Line($"Float4 {string.Join(", ", Enumerable.Range(0, padded / 4).Select(q => $"w{q} = own[{k * padded / 4 + q}]"))};");
                    w.Statements(outs.SelectMany(o => sums.Select(s => $"c{o}_{s} += w{o / 4}.{"XYZW"[o % 4]} * {(s < 2 ? "t" : "u")}{k + s % 2};")));
                });
            w.Line("at += sizes.Width;");
            w.Line("tapRow++;");
            w.Block($"if (tapRow == {kernel})", () =>
            {
                w.Line("tapRow = 0;");
                w.Line($"at += (sizes.Height - {kernel}) * sizes.Width;");
            });
        });
        w.Line("int to = (image * sizes.OutChannels + first) * plane + rest;");
        foreach (int o in outs)
        {
            w.Line($"if (first + {o} < sizes.OutChannels)");
            w.Line($"    y[to + {o} * plane] = Largest(function, sizes.HasBias != 0 ? bias[first + {o}] : 0, {string.Join(", ", sums.Select(s => $"c{o}_{s}"))});");
        }
    }
}
