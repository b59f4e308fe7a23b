using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>What one step makes of one sequence's gates.</summary>
interface IRecurrentStep
{
    static abstract int Gates { get; }

    /// <summary>One step of as many hidden elements as a register has lanes.</summary>
    /// <param name="input">W_ih x + b_ih, a register for each gate.</param>
    /// <param name="hidden">W_hh h + b_hh, a register for each gate.</param>
    /// <param name="before">The hidden state before the step; only where <see cref="ReadsBefore"/> says so.</param>
    /// <param name="c">The cell state, worked on in place; where there is none it means nothing.</param>
    /// <returns>The hidden state after it.</returns>
    static abstract unsafe V Run<V>(float* input, float* hidden, V before, ref V c) where V : struct, ISimdOf<V, float>;

    /// <summary>True where the new state is made of the old one, not only of the gates.</summary>
    static virtual bool ReadsBefore => false;

    /// <summary>Computes the hidden state of a step, and the cell state in place where there is one.</summary>
    /// <param name="input">W_ih x + b_ih, gate by gate; may be written over.</param>
    /// <param name="hidden">W_hh h + b_hh, gate by gate; may be written over.</param>
    /// <param name="before">The hidden state before the step, which may be where the new one goes.</param>
    /// <param name="h">The hidden state after it.</param>
    /// <param name="c">The cell state; empty where there is none.</param>
    static abstract void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>;
}
