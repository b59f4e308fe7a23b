namespace PtFormat.Pickle;

/// <summary>One thing that happens to an object after it is made.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The key of a SetItem, the function of a SetState, else null.</param>
/// <param name="Value">The value or state.</param>
public readonly record struct PickleEffect(PickleEffectKind Kind, PickleValue? Key, PickleValue Value);
