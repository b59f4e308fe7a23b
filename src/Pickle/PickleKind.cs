namespace PtFormat.Pickle;

/// <summary>The closed set of node types, to switch on.</summary>
public enum PickleKind : byte
{
    /// <summary><see cref="PyNone"/></summary>
    None,

    /// <summary><see cref="PyBool"/></summary>
    Bool,

    /// <summary><see cref="PyInt"/></summary>
    Int,

    /// <summary><see cref="PyFloat"/></summary>
    Float,

    /// <summary><see cref="PyString"/></summary>
    String,

    /// <summary><see cref="PyByteString"/></summary>
    ByteString,

    /// <summary><see cref="PyBytes"/></summary>
    Bytes,

    /// <summary><see cref="PyByteArray"/></summary>
    ByteArray,

    /// <summary><see cref="PyTuple"/></summary>
    Tuple,

    /// <summary><see cref="PyList"/></summary>
    List,

    /// <summary><see cref="PyDict"/></summary>
    Dict,

    /// <summary><see cref="PySet"/></summary>
    Set,

    /// <summary><see cref="PyFrozenSet"/></summary>
    FrozenSet,

    /// <summary><see cref="PyGlobal"/></summary>
    Global,

    /// <summary><see cref="PyPersistentId"/></summary>
    PersistentId,

    /// <summary><see cref="PyObject"/></summary>
    Object,
}
