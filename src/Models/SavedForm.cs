using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>What a file said of a module that its settings do not tell, kept so that it can be said again.</summary>
/// <param name="File">The file.</param>
/// <param name="ClassName">The class, where the map translated it.</param>
sealed record SavedForm(PtFile File, string ClassName)
{
    /// <summary>Settings by name, spelled otherwise than a new module's would be: <c>1</c> for 1.0, <c>(2, 2)</c> for 2, tuples that are one object.</summary>
    public Dictionary<string, PickleValue> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Attributes of a class of the user's, which only Python needs.</summary>
    public List<(string Name, PickleValue Value, bool IsEarly)> Attributes { get; } = [];

    /// <summary>What weight_norm and spectral_norm compute, by parameter.</summary>
    public Dictionary<string, SavedNorm> Norms { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of recurrent weights that are copies of the parameters' names, because an older module of the process had them first.</summary>
    public HashSet<string> CopiedNames { get; } = new(StringComparer.Ordinal);
}
