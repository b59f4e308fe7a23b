using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Values of an archive by name: all of them in one dictionary, the state_dict's first, and beside it a dictionary for each part. A
/// name that an earlier part has, too, is told apart by its part's: <c>constants:weight</c>.
/// </summary>
sealed class ComposedTree
{
    /// <summary>The part that comes first, and that a state_dict is read from.</summary>
    public const string State = "state_dict";

    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly List<Part> _parts = [];
    readonly PyGlobal _orderedDict = new("collections", "OrderedDict");

    /// <summary>All values.</summary>
    public PyDict Root { get; } = new();

    /// <summary>The parts in the order in which they were begun.</summary>
    public IReadOnlyList<KeyValuePair<string, PickleValue>> Parts => [.. _parts.Select(part => KeyValuePair.Create<string, PickleValue>(part.Name, part.Values))];

    /// <summary>Adds a part.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="values">Its values by name.</param>
    /// <param name="origin">Whose errors these are.</param>
    /// <exception cref="PtFormatException">Two values have one name.</exception>
    public void Add(string part, IEnumerable<(string Name, PickleValue Value)> values, PickleOrigin origin)
    {
        _parts.Add(new(part, new PyObject(PyObjectForm.Reduce, _orderedDict, new PyTuple()), new(StringComparer.Ordinal)));
        foreach ((string name, PickleValue value) in values)
            Add(name, value, origin);
    }

    void Add(string name, PickleValue value, PickleOrigin origin)
    {
        (string part, PyObject values, HashSet<string> names) = _parts[^1];
        if (!names.Add(name))
            throw origin.Error(PtErrorKind.Malformed, $"two values have the name {PtFormatException.Quote(name)}", (value as PyObject)?.ByteOffset ?? -1);
        values.Add(new(PickleEffectKind.SetItem, new PyString(name), value));
        while (!_names.Add(name))
            name = $"{part}:{name}";
        Root.Set(new PyString(name), value);
    }

    sealed record Part(string Name, PyObject Values, HashSet<string> Names);
}
