using System.Text.RegularExpressions;

namespace PtFormat.Tensors;

/// <content>Other names for the same values: prefixes that wrappers leave behind, renamed layers, parts that are not wanted.</content>
public sealed partial class StateDict
{
    /// <summary>
    /// The values without a prefix where their names start with it: <c>module.</c> that DataParallel leaves, <c>_orig_mod.</c> that
    /// torch.compile leaves. Prefixes are taken off in the order given, each once.
    /// </summary>
    /// <param name="prefixes">With their dots.</param>
    /// <exception cref="ArgumentException">Two names would become one; the message says which.</exception>
    public StateDict WithoutPrefix(params string[] prefixes) => Rename(name =>
    {
        foreach (string prefix in prefixes)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                name = name[prefix.Length..];
        return name;
    });

    /// <summary>The values under names in which every match of a pattern is replaced, by one rule after the other.</summary>
    /// <param name="rules">Patterns and what stands for their matches, as <see cref="Regex.Replace(string, string)"/> takes it.</param>
    /// <exception cref="ArgumentException">Two names would become one; the message says which.</exception>
    public StateDict Rename(params (Regex Pattern, string Replacement)[] rules) => Rename(name =>
    {
        foreach ((Regex pattern, string replacement) in rules)
            name = pattern.Replace(name, replacement);
        return name;
    });

    /// <summary>
    /// The values under the names that a function gives; null leaves a value out. Number keys stay. The modules' paths in the metadata
    /// follow the names of what lies in them: where <c>encoder.0.weight</c> becomes <c>backbone.0.weight</c>, <c>encoder.0</c> becomes
    /// <c>backbone.0</c>.
    /// </summary>
    /// <param name="rename">The new name of an old one.</param>
    /// <returns>A new state_dict of the same tensors, in the same order.</returns>
    /// <exception cref="ArgumentException">Two names would become one; the message says which.</exception>
    public StateDict Rename(Func<string, string?> rename)
    {
        StateDict renamed = new() { IsOrdered = IsOrdered };
        Dictionary<string, string> origin = [];
        List<(string Old, string? New)> names = [];
        foreach ((StateKey key, object? value) in _items)
        {
            if (!key.IsText)
            {
                renamed.Add(key, value);
                continue;
            }
            string? name = rename(key.Text!);
            names.Add((key.Text!, name));
            if (name is null)
                continue;
            if (!origin.TryAdd(name, key.Text!))
                throw new ArgumentException($"rename: '{origin[name]}' and '{key.Text}' both become '{name}'");
            renamed.Add(name, value);
        }
        renamed.Metadata = Metadata is null ? null : RenamePaths(Metadata, names);
        return renamed;
    }

    // A path is renamed as the first name in it is, less what follows the path; one without names goes with the module around it.
    static StateDict RenamePaths(StateDict metadata, List<(string Old, string? New)> names)
    {
        Dictionary<string, (string? Path, int Depth)> known = [];
        foreach ((string old, string? name) in names)
        {
            int depth = 1;
            for (int dot = old.LastIndexOf('.'); ; dot = old.LastIndexOf('.', dot - 1), depth++)
            {
                string path = dot < 0 ? "" : old[..dot];
                if (!known.TryGetValue(path, out (string? Path, int) found) || found.Path is null)
                    known[path] = (name is null ? null : Above(name, depth), depth);
                if (dot <= 0)
                    break;
            }
        }
        StateDict renamed = new() { IsOrdered = metadata.IsOrdered };
        // The module that holds everything keeps its place, unless what was below it moves up there.
        if (metadata.TryGetValue("", out object? root))
            renamed[""] = root;
        foreach ((StateKey key, object? value) in metadata._items)
        {
            if (!key.IsText)
                renamed[key] = value;
            else if (key.Text!.Length > 0 && Moved(key.Text, known) is { } path)
                renamed[path] = value;
        }
        return renamed;
    }

    static string? Moved(string path, Dictionary<string, (string? Path, int Depth)> known)
    {
        if (known.TryGetValue(path, out (string? Path, int) found))
            return found.Path;
        int dot = path.LastIndexOf('.');
        return dot < 0 ? path : Moved(path[..dot], known) is { } around ? around.Length == 0 ? path[(dot + 1)..] : around + path[dot..] : null;
    }

    // The name less its last parts; null where it has no more of them than that.
    static string? Above(string name, int parts)
    {
        int end = name.Length;
        for (int i = 0; i < parts; i++)
        {
            if (end <= 0)
                return null;
            end = name.LastIndexOf('.', end - 1);
        }
        return end < 0 ? "" : name[..end];
    }
}
