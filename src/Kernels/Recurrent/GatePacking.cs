using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// A weight [Gates * H, K] laid out for <see cref="RowTiles"/>: panels of four registers of neighbouring columns, [panel][K][4][Lanes].
/// A register holds one gate of a block of <paramref name="Lanes"/> hidden elements, and registers are ordered by block, then by gate.
/// The fewest blocks that fill whole panels are a unit: 1 block with 4 gates, 4 blocks with 3 gates or 1. Units are what threads
/// share; elements beyond H are zero.
/// </summary>
/// <param name="Gates">Gates of each hidden element: 4, 3 or 1.</param>
/// <param name="Lanes">Elements of a register.</param>
readonly record struct GatePacking(int Gates, int Lanes) : IPacking<GatePacking>
{
    /// <summary>Registers in a panel.</summary>
    public const int PanelRegisters = 4;

    public int UnitBlocks => Gates == PanelRegisters ? 1 : PanelRegisters;

    public int UnitRegisters => Gates * UnitBlocks;

    public int UnitPanels => UnitRegisters / PanelRegisters;

    /// <summary>Columns of a unit: elements that it gives for each row.</summary>
    public int UnitColumns => UnitRegisters * Lanes;

    /// <summary>Hidden elements of a unit.</summary>
    public int UnitHidden => UnitBlocks * Lanes;

    public int Units(long hidden) => checked((int)((hidden + UnitHidden - 1) / UnitHidden));

    public long ByteLength(Tensor weight) => checked(Units(weight.Shape[0] / Gates) * (long)UnitColumns * weight.Shape[1] * sizeof(float));

    public void Pack(Tensor weight, Storage packed)
    {
        int depth = KernelSpans.Int(weight.Shape[1]);
        ReadOnlySpan<float> source = weight.Borrow<float>();
        Span<float> target = packed.BorrowForWriting<float>(0, ByteLength(weight) / sizeof(float));
        int columns = depth == 0 ? 0 : target.Length / depth;
        for (int column = 0; column < columns; column++)
        {
            int row = Row(column, (int)weight.Shape[0] / Gates), panel = column / (PanelRegisters * Lanes), at = column % (PanelRegisters * Lanes);
            Span<float> strip = target.Slice(panel * PanelRegisters * Lanes * depth, PanelRegisters * Lanes * depth);
            for (int k = 0; k < depth; k++, at += PanelRegisters * Lanes)
                strip[at] = row < 0 ? 0 : source[row * depth + k];
        }
    }

    /// <summary>Lays a bias [Gates * H] out as the columns lie; zeros for none.</summary>
    public void Pack(ReadOnlySpan<float> bias, int hidden, Span<float> packed)
    {
        for (int column = 0; column < packed.Length; column++)
            packed[column] = !bias.IsEmpty && Row(column, hidden) is >= 0 and int row ? bias[row] : 0;
    }

    // The row of the weight that a column is; -1 beyond the hidden elements.
    int Row(int column, int hidden)
    {
        int register = column / Lanes, element = register / Gates * Lanes + column % Lanes;
        return element < hidden ? register % Gates * hidden + element : -1;
    }
}
