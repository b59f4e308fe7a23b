namespace PtFormat.Pickle;

/// <summary>What a global is to whoever unpickles it in Python. <see cref="GlobalPolicy.Default"/> decides by the same rating.</summary>
/// <param name="Class">The kind of name.</param>
/// <param name="Effect">What a dangerous one would do in Python, as the rest of a sentence: <c>runs a shell command</c>; null for others.</param>
public readonly record struct GlobalRating(GlobalClass Class, string? Effect)
{
    /// <summary>Rates a name. Nothing is looked up: two strings are compared with a table.</summary>
    /// <param name="module">The module under its Python 3 name.</param>
    /// <param name="name">The name inside it, dotted for nested ones.</param>
    public static GlobalRating Of(string module, string name)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        // Known names are exact, and some stand in modules that are hazards otherwise.
        if (KnownGlobals.Contains($"{module}.{name}"))
            return new(module == "torch" || module.StartsWith("torch.", StringComparison.Ordinal) ? GlobalClass.Torch : GlobalClass.Harmless, null);
        if (GlobalHazards.EffectOf(module, name) is { } effect)
            return new(GlobalClass.Dangerous, effect);
        // Of the built-ins only those that are no hazard are left.
        return new(module == "builtins" ? GlobalClass.Harmless : GlobalClass.Unknown, null);
    }

    /// <summary>Rates a name that a file calls, or hands to something that will.</summary>
    internal static GlobalRating OfCall(string module, string name)
    {
        GlobalRating rating = Of(module, name);
        return rating.Class != GlobalClass.Dangerous && CalledFunctions.EffectOf(module, name) is { } effect ? new(GlobalClass.Dangerous, effect) : rating;
    }
}
