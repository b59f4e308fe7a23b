using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>One step of all sequences whose products with the hidden state are there, a thread for each hidden element.</summary>
static class RecurrentCells
{
    public const int Threads = 256;

    /// <summary>Sums to states, in place.</summary>
    /// <param name="call">H and C hold the states.</param>
    /// <param name="products">W_hh h + b_hh, [batch, gates * hidden].</param>
    /// <param name="after">Where the hidden elements go: the hidden state, or what will be projected to it.</param>
    /// <param name="step">The step of all.</param>
    /// <param name="writesOutput">1 where the hidden elements are the output too.</param>
    public static void Kernel<TCell>(RecurrentCall call, ArrayView<float> products, ArrayView<float> after, int step, int writesOutput) where TCell : struct, IGpuCell
    {
        int place = Grid.IdxX * Threads + Group.IdxX, hidden = call.Hidden, item = place / hidden, unit = place - item * hidden;
        if (item >= call.Batch)
            return;
        int length = call.Length(item), walked = call.Walked(step, length);
        if (walked < 0 | walked >= length)
            return;
        int t = call.At(walked, length), input = call.GateRow(t, item) * TCell.Gates * hidden + unit, product = item * TCell.Gates * hidden + unit;
        float c = 0, second = 0, third = 0, fourth = 0;
        if (TCell.HasCellState)
            c = call.C[place];
        float first = TCell.Gate(0, call.Input[input], products[product]);
        if (TCell.Gates > 1)
            second = TCell.Gate(1, call.Input[input + hidden], products[product + hidden]);
        if (TCell.Gates > 2)
            third = TCell.Gate(2, call.Input[input + 2 * hidden], products[product + 2 * hidden]);
        if (TCell.Gates > 3)
            fourth = TCell.Gate(3, call.Input[input + 3 * hidden], products[product + 3 * hidden]);
        float h = TCell.Unit(first, second, third, fourth, call.Input[input + (TCell.Gates - 1) * hidden], after[place], ref c);
        after[place] = h;
        if (TCell.HasCellState)
            call.C[place] = c;
        if (writesOutput != 0)
            call.Y[call.OutRow(t, item) * hidden + unit] = h;
    }

    /// <summary>The sequences that a step has: their projected states to the state and the output.</summary>
    /// <param name="call">H and Y.</param>
    /// <param name="projected">[batch, width].</param>
    /// <param name="width">Elements of a projected state.</param>
    /// <param name="step">The step of all.</param>
    public static void Keep(RecurrentCall call, ArrayView<float> projected, int width, int step)
    {
        int place = Grid.IdxX * Threads + Group.IdxX, item = place / width;
        if (item >= call.Batch)
            return;
        int length = call.Length(item), walked = call.Walked(step, length);
        if (walked < 0 | walked >= length)
            return;
        float h = projected[place];
        call.H[place] = h;
        call.Y[call.OutRow(call.At(walked, length), item) * width + place - item * width] = h;
    }
}
