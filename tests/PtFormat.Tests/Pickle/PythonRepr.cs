using System.Globalization;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

/// <summary>Python's repr of plain, shallow values: what the manifests of the fixtures hold.</summary>
static class PythonRepr
{
    public static string Of(PickleValue value) => value switch
    {
        PyInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        PyString text => Text(text),
        PyTuple { Items.Count: 1 } tuple => $"({Of(tuple.Items[0])},)",
        PyTuple tuple => $"({string.Join(", ", tuple.Items.Select(Of))})",
        PyList list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        PyDict dict => $"{{{string.Join(", ", dict.Entries.Select(entry => $"{Of(entry.Key)}: {Of(entry.Value)}"))}}}",
        // Below protocol 3 bytes and sets are calls; empty ones are all that the plain fixtures hold.
        PyObject { Arguments.Items.Count: 0, Callable: PyGlobal { DottedName: "builtins.bytes" } } => "b''",
        PyObject { Callable: PyGlobal { CanonicalModule: "builtins" } type } => $"{type.CanonicalName}()",
        _ => value.ToString()!,
    };

    static string Text(PyString text)
    {
        StringBuilder result = new("'");
        foreach (char c in text.Value)
            result.Append(c switch
            {
                '\'' or '\\' => $"\\{c}",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or (>= '\x7f' and <= '\xa0') => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        return result.Append('\'').ToString();
    }
}
