using System.Globalization;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>One step of a path as Python spells it: <c>['fc.weight']</c>, <c>[0]</c>, <c>.name</c>. Spelled out only when asked for.</summary>
readonly struct PythonStep
{
    readonly PickleValue? _key;
    readonly string? _name;
    readonly int _index;

    PythonStep(PickleValue? key, string? name, int index) => (_key, _name, _index) = (key, name, index);

    public static PythonStep Key(PickleValue key) => new(key, null, 0);

    public static PythonStep Index(int index) => new(null, null, index);

    public static PythonStep Attribute(string name) => new(null, name, 0);

    /// <summary>The key of a dict's item, or null.</summary>
    public PickleValue? KeyNode => _key;

    /// <summary>The index of an item; -1 where the step is none.</summary>
    public int Position => _key is null && _name is null ? _index : -1;

    /// <summary>The attribute's name, or the step as text.</summary>
    public string Name => _name ?? ToString();

    /// <summary>The same, a key that is a Python 2 str decoded.</summary>
    public PythonStep Decoded(Encoding encoding) => _key is PyByteString && PythonStrings.Of(_key, encoding) is { } text ? Key(new PyString(text)) : this;

    public override string ToString() => _key is not null
        ? $"[{PythonRepr.OfKey(_key)}]"
        : _name is not null ? $".{_name}" : string.Create(CultureInfo.InvariantCulture, $"[{_index}]");
}
