using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <content>First values, as PyTorch's constructors draw them.</content>
public abstract partial class Module
{
    /// <summary>
    /// Gives every parameter its first value: after the same seed the numbers that PyTorch draws while it makes the same module.
    /// A parameter that stands in several places is drawn once, where it stands first.
    /// </summary>
    /// <remarks>
    /// PyTorch draws a layer's values when the layer is made. So they agree for modules whose layers are made in the order in
    /// which they are listed, and none of which is thrown away.
    /// </remarks>
    public void Initialize(Generator generator) => Initialize(generator, []);

    /// <summary>
    /// Draws this module's first values and those of all below; in the constructor's order unless overridden by a layer that
    /// PyTorch draws in another.
    /// </summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="done">What has been drawn: whoever draws a slot or a module adds it, and leaves out what is there.</param>
    protected internal virtual void Initialize(Generator generator, HashSet<object> done)
    {
        foreach ((_, Slot? slot, Module? child) in _parts)
        {
            if (slot is Parameter { IsPresent: true } parameter && done.Add(parameter))
                parameter.Value = parameter.Init.Draw(generator, parameter.Value.Shape, parameter.Value.DType);
            else if (child is not null && done.Add(child))
                child.Initialize(generator, done);
        }
    }
}
