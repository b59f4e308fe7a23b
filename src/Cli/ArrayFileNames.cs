using System.Globalization;
using System.Text;

namespace PtFormat.Cli;

/// <summary>
/// File names from tensor paths: plain ASCII without separators, so that a name leads nowhere and means the same on every
/// system, and never two that differ only in case.
/// </summary>
sealed class ArrayFileNames
{
    const int MaxChars = 160;
    const string Extension = ".npy";

    // Names that Windows keeps for devices, whatever their extension.
    static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).Select(i => $"com{i}"), .. Enumerable.Range(0, 10).Select(i => $"lpt{i}")],
        StringComparer.OrdinalIgnoreCase);

    readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next name: <c>['model']['fc.weight']</c> gives <c>model.fc.weight.npy</c>.</summary>
    public string Give(string path) => Give(path, Extension);

    /// <summary>The next name of a file that has an extension already: <c>sub/x.json</c> gives <c>sub_x.json</c>.</summary>
    public string GiveAsIs(string name) => Give(name, "");

    string Give(string path, string extension)
    {
        string stem = Stem(path), name = stem + extension;
        for (int number = 2; !_given.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}{extension}");
        return name;
    }

    static string Stem(string path)
    {
        StringBuilder name = new();
        foreach (char c in path)
        {
            if (name.Length == MaxChars)
                break;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                name.Append(c);
            else if (c is '.' or '[' or ']' or '\'' or '"')
                name.Append(name.Length == 0 || name[^1] == '.' ? "" : ".");
            else
                name.Append('_');
        }
        string stem = name.ToString().Trim('.');
        if (stem.Length == 0)
            return "tensor";
        return Devices.Contains(stem.Split('.')[0]) || stem[0] == '-' ? "_" + stem : stem;
    }
}
