using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>The operands of a recurrent layer and where their rows are.</summary>
struct RecurrentCall
{
    /// <summary>All steps' W_ih x + b_ih, a row of gates * hidden for each step of each sequence.</summary>
    public ArrayView<float> Input;

    /// <summary>[gates * hidden, hidden].</summary>
    public ArrayView<float> Weight;

    public ArrayView<float> Bias, H0, C0, Y, H, C;

    /// <summary>Of a packed input: the first row of each step, then the length of each sequence.</summary>
    public ArrayView<int> Packed;

    public int Steps, Batch, Hidden;

    /// <summary>Rows of <see cref="Input"/> from a step to the next, and from a sequence to the next.</summary>
    public int GateStep, GateItem;

    public int IsPacked, IsReverse, HasBias, HasH0, HasC0;

    /// <summary>How many steps a sequence has.</summary>
    public readonly int Length(int item) => IsPacked != 0 ? Packed[Steps + item] : Steps;

    /// <summary>The place in the sequence of the step that is walked so many steps after its first.</summary>
    public readonly int At(int walked, int length) => IsReverse != 0 ? length - 1 - walked : walked;

    /// <summary>How many steps of a sequence come before a step of all: backwards shorter ones start later. Negative before the first.</summary>
    public readonly int Walked(int step, int length) => IsReverse != 0 ? step - (Steps - length) : step;

    public readonly int GateRow(int t, int item) => IsPacked != 0 ? Packed[t] + item : t * GateStep + item * GateItem;

    public readonly int OutRow(int t, int item) => IsPacked != 0 ? Packed[t] + item : t * Batch + item;
}
