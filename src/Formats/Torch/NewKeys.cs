using System.Globalization;

namespace PtFormat.Formats.Torch;

/// <summary>Numbers that no storage has as its key, counted on from the largest that one has.</summary>
sealed class NewKeys(Func<IEnumerable<string>> taken)
{
    readonly List<string> _made = [];
    HashSet<string>? _taken;
    long _last = -1;

    /// <summary>Those given so far, in their order.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>One more.</summary>
    public string Next()
    {
        if (_taken is null)
        {
            _taken = new(taken(), StringComparer.Ordinal);
            foreach (string key in _taken)
                // Keys are addresses in old files, and any text in others: from huge ones nothing is counted on.
                if (long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < 1L << 62)
                    _last = Math.Max(_last, number);
        }
        string next;
        do
            next = (++_last).ToString(CultureInfo.InvariantCulture);
        while (_taken.Contains(next));
        _made.Add(next);
        return next;
    }
}
