using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Frozensets as the protocols spell them: below 4 as a call with a list.</summary>
static class PythonSets
{
    /// <summary>The members of a frozenset, or null where the node is none.</summary>
    public static IReadOnlyList<PickleValue>? Members(PickleValue node) => node switch
    {
        PyFrozenSet set => set.Items,
        PyObject { Form: PyObjectForm.Reduce, Effects.Count: 0 } call when PyGlobal.TryName(call.Callable, out string? module, out string? name)
            && (module, name) == ("builtins", "frozenset") => call.Arguments.Items switch
            {
                [] => [],
                [PyList list] => [.. list.Items],
                _ => null,
            },
        _ => null,
    };
}
