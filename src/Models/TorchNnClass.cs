using PtFormat.Formats;
using PtFormat.Nn;

namespace PtFormat.Models;

/// <summary>A class of <c>torch.nn</c> and the layer that it is here.</summary>
/// <param name="Path">The class, dotted.</param>
/// <param name="Type">The layer.</param>
/// <param name="Make">Makes the layer from what a file says of it.</param>
/// <param name="Settings">The attributes that its constructor sets in Python, in order, with the values that a version would give them.</param>
sealed record TorchNnClass(string Path, Type Type, Func<PickledModule, Module> Make, Func<Module, PtProducer, (string Name, object? Value)[]> Settings)
{
    /// <summary>How many of the settings are set before the constructor calls that of its base class, so that they come first in files.</summary>
    public int Early { get; init; }

    /// <summary>True for a parameter that, where it is not there, is not even None.</summary>
    public Func<string, bool> LeavesOut { get; init; } = _ => false;

    /// <summary>The class of a child, where it is a subclass of the layer's that adds nothing.</summary>
    public Func<string, string?> ClassOfChild { get; init; } = _ => null;

    /// <summary>Makes a container of its children; null for layers, which make theirs themselves.</summary>
    public Func<PickledModule, IReadOnlyList<(string Name, Module Module)>, Module>? Gather { get; init; }

    /// <summary>True where children are called by numbers, each of which Python turns to a text of its own.</summary>
    public bool NumbersChildren { get; init; }
}
