using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>
/// A container or object of Python's: what it holds, not what it does. It may hold itself. One object in the file is one object
/// here, however many paths lead to it. What is in it is made when it is first asked for.
/// </summary>
public sealed class PythonObject
{
    readonly PythonObjects _objects;
    Content? _content;

    internal PythonObject(PickleValue node, PythonObjects objects) => (Node, _objects) = (node, objects);

    /// <summary>The node of the tree that it is read from.</summary>
    public PickleValue Node { get; }

    /// <summary>The class, dotted, without <c>builtins</c>: <c>list</c>, <c>collections.OrderedDict</c>, <c>argparse.Namespace</c>.</summary>
    public string TypeName => PythonChildren.TypeNameOf(Node);

    /// <summary>True for a dict and what behaves like one: then <see cref="Entries"/> holds the content, else <see cref="Items"/>.</summary>
    public bool IsMapping => PythonChildren.ShapeOf(Node).IsMapping;

    /// <summary>The items of a list, tuple or deque, or the elements of an array of objects, in order.</summary>
    public IReadOnlyList<object?> Items => Filled.Items;

    /// <summary>The entries of a dict, in order.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => Filled.Entries;

    /// <summary>The attributes, in order; <c>__args__</c> is the tuple of what the object is made from, <c>__state__</c> a state without names.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Attributes => Filled.Attributes;

    /// <summary>The value of a text key or the attribute of that name; entries go first.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public object? this[string name] => TryGet(name, out object? value) ? value : throw new KeyNotFoundException($"the {TypeName} has neither a key nor an attribute '{name}'");

    /// <summary>Looks up the value of a text key, or else the attribute of that name.</summary>
    public bool TryGet(string name, out object? value)
    {
        foreach ((object? key, object? found) in Entries)
            if (key is string text && text == name)
            {
                value = found;
                return true;
            }
        foreach ((string key, object? found) in Attributes)
            if (key == name)
            {
                value = found;
                return true;
            }
        value = null;
        return false;
    }

    /// <summary>The type and how much it holds.</summary>
    public override string ToString() => $"{TypeName} of {(IsMapping ? Entries.Count : Items.Count)}";

    // Two threads may fill it at once: with the same values.
    Content Filled => _content ??= PythonChildren.ShapeOf(Node) switch
    {
        { IsMapping: true } => new([], _objects.Entries(Node), _objects.Attributes(Node)),
        { IsContainer: true } => new(_objects.Items(Node), [], _objects.Attributes(Node)),
        _ => new([], [], _objects.Attributes(Node)),
    };

    sealed record Content(object?[] Items, KeyValuePair<object?, object?>[] Entries, KeyValuePair<string, object?>[] Attributes);
}
