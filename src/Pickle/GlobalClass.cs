namespace PtFormat.Pickle;

/// <summary>What naming a Python object in a pickle means for whoever unpickles it in Python.</summary>
public enum GlobalClass
{
    /// <summary>Torch's own: a name that PtFormat builds a value from, as PyTorch does.</summary>
    Torch,

    /// <summary>A name of Python or NumPy that only makes a value, or acts through nothing but what is named beside it.</summary>
    Harmless,

    /// <summary>A name that is on no list: a class of the writer's, or a library's. What it does is for its author to say.</summary>
    Unknown,

    /// <summary>A name that could act when a file calls it: <see cref="GlobalPolicy.Default"/> refuses it.</summary>
    Dangerous,
}
