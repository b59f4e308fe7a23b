using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>What one step makes of one sequence's gates.</summary>
interface IRecurrentStep
{
    static abstract int Gates { get; }

    /// <summary>Computes the hidden state of a step, and the cell state in place where there is one.</summary>
    /// <param name="input">W_ih x + b_ih, gate by gate; may be written over.</param>
    /// <param name="hidden">W_hh h + b_hh, gate by gate; may be written over.</param>
    /// <param name="before">The hidden state before the step, which may be where the new one goes.</param>
    /// <param name="h">The hidden state after it.</param>
    /// <param name="c">The cell state; empty where there is none.</param>
    static abstract void Run<T>(Span<T> input, Span<T> hidden, ReadOnlySpan<T> before, Span<T> h, Span<T> c) where T : unmanaged, IFloatingPointIeee754<T>;
}
