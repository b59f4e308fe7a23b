using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>How a class of torch.nn is made and called here.</summary>
/// <param name="Make">Makes it from PyTorch's arguments.</param>
/// <param name="Call">Calls it; null for a <see cref="Layer"/> with one tensor.</param>
/// <param name="Deviates">Cases in which another answer than PyTorch's is meant, and why.</param>
/// <param name="Relative">The largest difference, relative to the largest magnitude of an output in float32.</param>
/// <param name="Records">False where a recorder refuses, because the shapes of results depend on values.</param>
/// <param name="RefusesToRecord">Cases that a recorder refuses and says why, because the call changes the module.</param>
sealed record LayerRow(
    Func<Arguments, Module> Make, Func<Module, LayerCase, Tensor?[]>? Call = null, Func<LayerCase, string?>? Deviates = null, double Relative = 1e-5, bool Records = true,
    Func<LayerCase, bool>? RefusesToRecord = null)
{
    public Tensor?[] Run(Module module, LayerCase c) => Call is null ? [((Layer)module).Forward(c.X)] : Call(module, c);
}
