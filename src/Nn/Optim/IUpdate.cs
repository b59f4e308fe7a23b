using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>What one step does with some neighbouring elements. Scalars are fields of the struct that implements it.</summary>
interface IUpdate<T> where T : unmanaged
{
    /// <summary>Changes weights and state.</summary>
    /// <param name="weight">Elements of the parameter.</param>
    /// <param name="gradient">Their gradients, negated to maximize and with weight decay added where that is part of it.</param>
    /// <param name="first">Elements of the first tensor of state; meaningless where there is none, like the following.</param>
    /// <param name="second">Of the second.</param>
    /// <param name="third">Of the third.</param>
    void Apply(ref Vector<T> weight, Vector<T> gradient, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third);
}
