using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Runs operations on one device.</summary>
public interface IBackend
{
    /// <summary>Where operands must be and where outputs are made.</summary>
    Device Device { get; }

    /// <summary>
    /// The kernel for an operation on operands like these, or null when there is none. This is the only place that knows what
    /// is supported: what is found runs.
    /// </summary>
    /// <param name="op">The operation, with its attributes.</param>
    /// <param name="inputs">Specs in the operation's order; null where an optional operand is absent.</param>
    /// <param name="outputs">Specs of the outputs, always dense.</param>
    Kernel? Find(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs);

    /// <summary>Runs a kernel that <see cref="Find"/> returned, with the workspace it asked for; a recorder notes the operation instead.</summary>
    void Run(Op op, Kernel kernel, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs);

    /// <summary>What runs these kernels, which are the steps of a plan, faster than one after the other; null where nothing does.</summary>
    Graphs.IReplay? Replay(IReadOnlyList<Kernel> kernels) => null;
}
