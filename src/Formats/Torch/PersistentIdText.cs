using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Protocol 0 has only text for persistent ids, so a storage's is the repr of its tuple. PyTorch writes such files and does not
/// read them; all that is needed is there.
/// </summary>
static partial class PersistentIdText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out PyTuple? id)
    {
        Match match = Storage().Match(text);
        id = null;
        if (!match.Success || !long.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            return false;
        List<PickleValue> items =
        [
            new PyString("storage"), new PyGlobal(match.Groups["module"].Value, match.Groups["name"].Value),
            new PyString(match.Groups["key"].Value), new PyString(match.Groups["location"].Value), new PyInt(count),
        ];
        if (match.Groups["view"].Success)
            items.Add(PyNone.Instance);
        id = new(items);
        return true;
    }

    [GeneratedRegex(@"\A\('storage', <class '(?<module>torch(\.[a-z]+)?)\.(?<name>[A-Za-z0-9]+)'>, '(?<key>[^'\\]+)', '(?<location>[^'\\]+)', (?<count>[0-9]{1,19})(?<view>, None)?\)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Storage();
}
