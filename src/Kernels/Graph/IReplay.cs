using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>How a device runs the steps of a plan again and again in the same memory: all at once, where it can. For one thread at a time.</summary>
public interface IReplay
{
    /// <summary>Runs all steps once.</summary>
    /// <param name="inputs">The caller's, as the steps are bound to.</param>
    /// <param name="outputs">The caller's, as the steps are bound to.</param>
    /// <param name="steps">Runs the steps one by one.</param>
    void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Action steps);
}
