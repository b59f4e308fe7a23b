using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>First values, as PyTorch's constructors draw them.</content>
public abstract partial class Module
{
    /// <summary>
    /// Gives every parameter its first value: after the same seed the numbers that PyTorch draws while it makes the same module.
    /// Every layer draws for its own parameters; where one is tied to another, the other's value stays.
    /// </summary>
    /// <remarks>
    /// PyTorch draws a layer's values when the layer is made. So they agree for modules whose layers are made in the order in
    /// which they are listed, and none of which is thrown away. What weight_norm and spectral_norm split is drawn whole and split anew, as
    /// if the layer had been wrapped when it was made.
    /// </remarks>
    public void Initialize(Generator generator) => Draw(generator, []);

    /// <summary>
    /// Draws this module's first values and those of all below; in the constructor's order unless overridden by a layer that
    /// PyTorch draws in another.
    /// </summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="done">What has been drawn: whoever draws a slot or a module adds it, and leaves out what is there.</param>
    protected internal virtual void Initialize(Generator generator, HashSet<object> done)
    {
        List<Part> parts = [.. _parts];
        foreach (Reparametrization how in Enumerable.Reverse(_computed))
            parts.Insert(Math.Min(how.Place, parts.Count), new(how.Name, how.Target, null));
        foreach ((_, Slot? slot, Module? child) in parts)
        {
            if (slot is Parameter { IsPresent: true } parameter && done.Add(parameter))
                parameter.Start(parameter.Init.Draw(generator, parameter.Shape, parameter.Value.DType));
            else if (child is not null && done.Add(child))
                child.Draw(generator, done);
        }
    }

    /// <summary>
    /// <see cref="Initialize(Generator, HashSet{object})"/> of this module as it was before parameters of it became computed, which then
    /// are split again.
    /// </summary>
    internal void Draw(Generator generator, HashSet<object> done)
    {
        foreach (Reparametrization how in _computed)
        {
            done.UnionWith(how.Sources);
            how.Target.Keep(Tensor.Zeros(how.Target.Shape, how.Sources[0].Value.DType));
        }
        Initialize(generator, done);
        foreach (Reparametrization how in _computed)
        {
            how.Restart(how.Target.Value, generator);
            how.Target.ComputeBy(() => how.Compute(Training));
        }
    }
}
