namespace PtFormat.Pickle;

/// <summary>Decides which names a pickle may speak. It is asked at every global, in every form; nothing is run whatever it says.</summary>
public abstract class GlobalPolicy
{
    /// <summary>Known builders are allowed, names that could act in Python and calls of the libraries' unknown functions are refused, all others stay inert.</summary>
    public static GlobalPolicy Default { get; } = new DefaultPolicy();

    /// <summary>The names that PyTorch 2.14 loads with <c>weights_only=True</c>; all others are refused.</summary>
    public static GlobalPolicy TensorsOnly { get; } = new AllowListPolicy([]);

    /// <summary>The names of <see cref="TensorsOnly"/> and some more; all others are refused.</summary>
    /// <param name="dottedNames">Module and name joined by a dot, under their Python 3 names: <c>argparse.Namespace</c>.</param>
    public static GlobalPolicy AllowList(IEnumerable<string> dottedNames)
    {
        ArgumentNullException.ThrowIfNull(dottedNames);
        return new AllowListPolicy(dottedNames);
    }

    /// <summary>What to do about a name.</summary>
    /// <param name="module">The module under its Python 3 name.</param>
    /// <param name="name">The name inside it, dotted for nested ones.</param>
    public abstract GlobalVerdict Judge(string module, string name);

    /// <summary>Whether a name that is admitted must not be called. Lists say exactly what they admit, and leave it at that.</summary>
    internal virtual bool RefusesCall(string module, string name) => false;

    /// <summary>What a refusal says after the name.</summary>
    internal virtual string Reason => "is not allowed by the policy in force";
}
