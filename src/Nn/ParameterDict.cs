using System.Collections;
using System.Diagnostics.CodeAnalysis;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Parameters by name, in the order in which they were added.</summary>
/// <remarks>PyTorch sorts the names where it is given a plain dictionary, and keeps the order of an OrderedDict.</remarks>
public sealed class ParameterDict : Module, IReadOnlyDictionary<string, Parameter>
{
    readonly OrderedDictionary<string, Parameter> _parameters = [];

    /// <summary>Parameters of these values under their names.</summary>
    /// <exception cref="ArgumentException">A name is empty, has a dot, or comes twice.</exception>
    public ParameterDict(params IEnumerable<(string Name, Tensor Value)> values)
    {
        foreach ((string name, Tensor value) in values)
            Add(name, value);
    }

    /// <inheritdoc/>
    public int Count => _parameters.Count;

    /// <summary>The names in order.</summary>
    public IEnumerable<string> Keys => _parameters.Keys;

    /// <summary>The parameters in order.</summary>
    public IEnumerable<Parameter> Values => _parameters.Values;

    /// <summary>A parameter by name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public Parameter this[string key] => _parameters.TryGetValue(key, out Parameter? parameter)
        ? parameter
        : throw new KeyNotFoundException($"the dictionary has no parameter '{key}': it has {string.Join(", ", Keys)}");

    /// <summary>Adds a parameter of this value at the end.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    public void Add(string name, Tensor value) => Add(name, new Parameter(value));

    /// <summary>Adds a parameter that another module has too: one slot in both.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    public void Add(string name, Parameter shared) => _parameters.Add(name, Parameter(name, shared));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _parameters.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => _parameters.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Parameter>> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
