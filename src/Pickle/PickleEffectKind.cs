namespace PtFormat.Pickle;

/// <summary>What happens to an object after it is made.</summary>
public enum PickleEffectKind : byte
{
    /// <summary>Its <c>append</c> gets a value.</summary>
    Append,

    /// <summary>Its <c>__setitem__</c> gets a key and a value.</summary>
    SetItem,

    /// <summary>Its <c>add</c> gets a value.</summary>
    AddItem,

    /// <summary>It gets its state.</summary>
    Build,

    /// <summary>A function gets it together with its state.</summary>
    SetState,
}
