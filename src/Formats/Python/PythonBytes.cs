using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>
/// Bytes as the protocols spell them: below 3 as a call of <c>_codecs.encode(text, 'latin1')</c>, every byte a character.
/// </summary>
static class PythonBytes
{
    /// <summary>The node that holds the bytes (<see cref="PyBytes"/>, <see cref="PyByteString"/> or the text of such a call), or null.</summary>
    public static PickleValue? NodeOf(PickleValue node)
    {
        switch (node)
        {
            case PyBytes or PyByteString:
                return node;
            case PyObject { Form: PyObjectForm.Reduce, Effects.Count: 0, Arguments.Items: [PyString text, var encoding] } call
                when PyGlobal.TryName(call.Callable, out string? module, out string? name) && (module, name) == ("_codecs", "encode")
                && PythonStrings.Of(encoding) is "latin1" or "latin-1":
                return text;
            default:
                return null;
        }
    }

    /// <summary>The bytes that a node stands for, or null where it is no bytes object.</summary>
    public static byte[]? Of(PickleValue node)
    {
        if (node is PyObject { Form: PyObjectForm.Reduce, Effects.Count: 0, Arguments.Items: [] } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
            && (module, name) == ("builtins", "bytes"))
            return [];
        return NodeOf(node) switch
        {
            PyBytes value => value.Value.ToArray(),
            PyByteString value => value.Value.ToArray(),
            PyString text => FromLatin1(text),
            _ => null,
        };
    }

    /// <summary>One byte for each character, or null where one is beyond U+00FF.</summary>
    public static byte[]? FromLatin1(PyString text)
    {
        string characters = text.Value;
        byte[] bytes = new byte[characters.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (characters[i] > 0xFF)
                return null;
            bytes[i] = (byte)characters[i];
        }
        return bytes;
    }
}
