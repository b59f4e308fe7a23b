namespace PtFormat.Kernels.Gpu;

/// <summary>What one step makes of one hidden element's gates: first each gate by a thread of its own, then the element.</summary>
interface IGpuCell
{
    static abstract int Gates { get; }

    static abstract bool HasCellState { get; }

    /// <summary>What a gate hands on.</summary>
    /// <param name="gate">Its index.</param>
    /// <param name="input">W_ih x + b_ih.</param>
    /// <param name="hidden">W_hh h + b_hh.</param>
    static abstract float Gate(int gate, float input, float hidden);

    /// <summary>The hidden element after the step.</summary>
    /// <param name="first">What the first gate handed on; those that there are not mean nothing.</param>
    /// <param name="second">The second gate's.</param>
    /// <param name="third">The third gate's.</param>
    /// <param name="fourth">The fourth gate's.</param>
    /// <param name="lastInput">W_ih x + b_ih of the last gate.</param>
    /// <param name="before">The element before the step.</param>
    /// <param name="c">The cell state, worked on in place.</param>
    static abstract float Unit(float first, float second, float third, float fourth, float lastInput, float before, ref float c);
}
