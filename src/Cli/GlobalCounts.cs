using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>Which Python names a file speaks, and how often.</summary>
sealed class GlobalCounts
{
    readonly Dictionary<(string Module, string Name), int> _places = [];
    readonly List<GlobalCount> _counts = [];

    /// <summary>In the order in which the file names them.</summary>
    public IReadOnlyList<GlobalCount> All => _counts;

    /// <summary>The same options, and every global counted.</summary>
    public PtLoadOptions Counting(PtLoadOptions options) => options with { OnGlobal = Add };

    void Add(PickleGlobalUse use)
    {
        if (_places.TryAdd((use.Module, use.Name), _counts.Count))
            _counts.Add(new($"{use.Module}.{use.Name}", use.Verdict, 0));
        int place = _places[(use.Module, use.Name)];
        _counts[place] = _counts[place] with { Count = _counts[place].Count + 1 };
    }
}
