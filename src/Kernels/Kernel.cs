using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Code that a backend has chosen for one operation on operands of given dtypes and layouts. It can be kept and run again on
/// other operands of the same specs, by any number of threads; running it allocates nothing.
/// </summary>
public abstract class Kernel
{
    /// <summary>What a graph and <c>ptformat devices</c> call it: <c>conv2d reference</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Scratch memory that a run needs, in bytes; its content before and after a run means nothing.</summary>
    public virtual long WorkspaceBytes => 0;

    /// <summary>Computes the outputs. The caller keeps all storages alive until this returns.</summary>
    /// <param name="inputs">The operands in the operation's order; null where an optional one is absent.</param>
    /// <param name="outputs">Dense tensors to write, every element.</param>
    /// <param name="workspace">At least <see cref="WorkspaceBytes"/> bytes on the backend's device, or null where none are needed.</param>
    public abstract void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace);
}
