using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>A value that is no tensor, at one of its places in a file.</summary>
public sealed class ValueEntry
{
    readonly PythonPath? _path;
    readonly PythonPath? _firstPath;
    readonly PythonObjects? _objects;
    readonly PickleValue? _node;
    readonly object? _leaf;
    readonly bool _isException;

    ValueEntry(PythonPath? path, string? typeName, object? leaf) => (_path, TypeName, _leaf) = (path, typeName, leaf);

    ValueEntry(PythonPath? path, string? typeName, PythonObjects objects, PickleValue node, int? count, PythonPath? firstPath, bool isAgain, bool isException) : this(path, typeName, null) =>
        (_objects, _node, Count, _firstPath, IsAgain, _isException) = (objects, node, count, firstPath, isAgain, isException);

    internal static ValueEntry Leaf(PythonPath? path, PythonLeaf leaf) => new(path, leaf.TypeName, leaf.Value);

    internal static ValueEntry Exception(PythonPath? path, PythonObjects objects, PyObject node) =>
        new(path, PyGlobal.TryName(node.Callable, out _, out string? name) ? name : null, objects, node, null, null, isAgain: false, isException: true);

    internal static ValueEntry Container(PythonPath? path, PythonObjects objects, PickleValue node, string typeName, int count) =>
        new(path, typeName, objects, node, count, null, isAgain: false, isException: false);

    internal static ValueEntry Again(PythonPath? path, PythonObjects objects, PickleValue node, string typeName, PythonPath? firstPath) =>
        new(path, typeName, objects, node, null, firstPath, isAgain: true, isException: false);

    /// <summary>Where it is, as Python subscripts from the root: <c>['epoch']</c>; empty for the root itself.</summary>
    public string Path => PythonPath.Text(_path);

    /// <summary>Its class, dotted, without <c>builtins</c>: <c>int</c>, <c>collections.OrderedDict</c>; null for a name whose kind the file does not tell.</summary>
    public string? TypeName { get; }

    /// <summary>The value in C#'s terms: <see cref="PtFile.ToValue"/>.</summary>
    public object? Value => _objects is null ? _leaf : _objects.Read(_node!);

    /// <summary>
    /// As Python's <c>repr</c> gives it, null for containers and objects. Bytes are hexadecimal; a text of more than 1,000 characters is its
    /// length and the SHA-256 of its UTF-8; arrays, storages and generators are described, with the SHA-256 of their content.
    /// </summary>
    public string? Repr => _isException ? PythonRepr.OfException((PythonObject)Value!) : _objects is null ? PythonRepr.OfLeaf(_leaf) : null;

    /// <summary>How many items a container has, or how many attributes an object; null for anything else, and where it was met before.</summary>
    public int? Count { get; }

    /// <summary>True for a container or object that stands elsewhere, too, and earlier: see <see cref="SameAs"/>.</summary>
    public bool IsAgain { get; }

    /// <summary>The first path of a container or object that was met before, else null.</summary>
    public string? SameAs => IsAgain ? PythonPath.Text(_firstPath) : null;

    /// <summary>Path and what is there.</summary>
    public override string ToString() => $"{Path}: {Repr ?? TypeName}";
}
