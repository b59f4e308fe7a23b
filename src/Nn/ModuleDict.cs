using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PtFormat.Nn;

/// <summary>Modules by name, in the order in which they were added.</summary>
public sealed class ModuleDict<T> : Module, IReadOnlyDictionary<string, T> where T : Module
{
    readonly OrderedDictionary<string, T> _modules = [];

    /// <inheritdoc/>
    protected internal override string PythonName => "torch.nn.modules.container.ModuleDict";

    /// <summary>The modules under their names.</summary>
    /// <exception cref="ArgumentException">A name is empty, has a dot, or comes twice.</exception>
    public ModuleDict(params IEnumerable<(string Name, T Module)> modules)
    {
        foreach ((string name, T module) in modules)
            Add(name, module);
    }

    /// <inheritdoc/>
    public int Count => _modules.Count;

    /// <summary>The names in order.</summary>
    public IEnumerable<string> Keys => _modules.Keys;

    /// <summary>The modules in order.</summary>
    public IEnumerable<T> Values => _modules.Values;

    /// <summary>A module by name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such module.</exception>
    public T this[string key] => _modules.TryGetValue(key, out T? module)
        ? module
        : throw new KeyNotFoundException($"the dictionary has no module '{key}': it has {string.Join(", ", Keys)}");

    /// <summary>Adds a module at the end.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    public void Add(string name, T module) => _modules.Add(name, Child(name, module));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _modules.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _modules.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _modules.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
