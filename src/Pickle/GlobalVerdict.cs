namespace PtFormat.Pickle;

/// <summary>What a policy says about a global. Nothing is ever looked up or run, whatever the verdict.</summary>
public enum GlobalVerdict
{
    /// <summary>A known name, which a builder may turn into a value.</summary>
    Allow,

    /// <summary>An unknown name, which stays a name.</summary>
    Inert,

    /// <summary>A name that could act in Python, or that the caller did not ask for: loading fails.</summary>
    Refuse,
}
