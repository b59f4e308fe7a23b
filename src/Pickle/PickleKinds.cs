namespace PtFormat.Pickle;

/// <summary>What is said about a kind rather than about a value.</summary>
public static class PickleKinds
{
    /// <summary>The name that Python's own messages give such a value.</summary>
    /// <param name="kind">The kind.</param>
    public static string PythonName(this PickleKind kind) => kind switch
    {
        PickleKind.None => "None",
        PickleKind.Bool => "bool",
        PickleKind.Int => "int",
        PickleKind.Float => "float",
        PickleKind.String => "str",
        PickleKind.ByteString => "Python 2 str",
        PickleKind.Bytes => "bytes",
        PickleKind.ByteArray => "bytearray",
        PickleKind.Tuple => "tuple",
        PickleKind.List => "list",
        PickleKind.Dict => "dict",
        PickleKind.Set => "set",
        PickleKind.FrozenSet => "frozenset",
        PickleKind.Global => "global",
        PickleKind.PersistentId => "persistent object",
        PickleKind.Object => "object",
        _ => "unknown",
    };
}
