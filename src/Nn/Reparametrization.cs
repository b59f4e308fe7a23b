using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>How a parameter is computed from other slots, and how those follow from a value of it.</summary>
/// <param name="name">The parameter.</param>
/// <param name="target">Its slot, which computes.</param>
/// <param name="place">Where it stood among the parts of its module.</param>
/// <param name="parametrized">True for the form of <c>torch.nn.utils.parametrizations</c>.</param>
abstract class Reparametrization(string name, Parameter target, int place, bool parametrized)
{
    public string Name => name;

    public Parameter Target => target;

    public int Place => place;

    public bool IsParametrized => parametrized;

    /// <summary>What the parameter is computed from; what has its shape is first.</summary>
    public abstract IReadOnlyList<Slot> Sources { get; }

    /// <summary>Whether a reading in training is a step of a search.</summary>
    public virtual bool ChangesInTraining => false;

    public abstract Tensor Compute(bool training);

    /// <summary>Sets the sources from a value, as PyTorch does when it wraps a layer.</summary>
    public abstract void Restart(Tensor value, Generator generator);
}
