using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The largest element of each of a given number of windows that share signals evenly: [N, C, L] or [C, L].</summary>
/// <param name="outputSize">How many windows there are.</param>
/// <param name="returnIndices">Kept for files: <see cref="ForwardWithIndices"/> gives them whatever this says.</param>
public sealed class AdaptiveMaxPool1d(int outputSize, bool returnIndices = false) : Layer
{
    readonly AdaptiveMaxPoolOp _op = new(1, outputSize);

    /// <summary>How many windows there are.</summary>
    public int OutputSize => outputSize;

    /// <summary>What Python is told when the module is saved: that a call gives indices too.</summary>
    public bool ReturnIndices => returnIndices;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AdaptiveMaxPool(x, _op);

    /// <summary>The largest elements, and where they stand: int64, counted within a signal.</summary>
    public (Tensor Output, Tensor Indices) ForwardWithIndices(Tensor x) => Ops.AdaptiveMaxPoolWithIndices(x, _op);
}
