using System.Runtime.CompilerServices;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Whole files inside a pickle: a tensor that was pickled without <c>torch.save</c> holds its storage as the bytes of one. They
/// are read together with the pickle around them, under the same limits and policy, so that nothing in them escapes a check.
/// </summary>
sealed class NestedFiles
{
    /// <summary>The name of the function, in <c>torch.storage</c>, that reads a file from bytes.</summary>
    public const string Function = "_load_from_bytes";

    readonly Dictionary<PickleValue, TorchContent> _byArgument = new(ReferenceEqualityComparer.Instance);

    /// <summary>The call's content.</summary>
    /// <exception cref="PtFormatException">The call is given something else than bytes.</exception>
    public TorchContent Get(PyObject call, PickleOrigin origin) => _byArgument[BytesNode(call, origin)];

    /// <summary>True for a call that reads a file from bytes.</summary>
    public static bool IsCall(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce or PyObjectForm.Inst or PyObjectForm.Obj } call && IsFunction(call.Callable);

    /// <summary>True for the function's name, also where a protocol 4 name walks to it from another of torch's modules.</summary>
    public static bool IsName(string module, string name) =>
        (module == "torch" || module.StartsWith("torch.", StringComparison.Ordinal))
        && name.EndsWith(Function, StringComparison.Ordinal) && (name.Length == Function.Length || name[^(Function.Length + 1)] == '.');

    /// <summary>True for a node that stands for the function.</summary>
    public static bool IsFunction(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name) && IsName(module, name);

    /// <summary>Reads every file in the tree.</summary>
    /// <exception cref="PtFormatException">One is malformed, refused, or lies too deep in others.</exception>
    public static NestedFiles Read(PickleValue tree, PickleOrigin origin, PtLoadOptions options, int depth)
    {
        NestedFiles files = new();
        // Whoever runs the pickles has looked into them, and into those whose result is thrown away.
        if (options.RunPickle is not null)
            return files;
        HashSet<PickleValue> seen = new(ReferenceEqualityComparer.Instance);
        Stack<PickleValue> pending = new([tree]);
        List<PickleValue> children = [];
        while (pending.TryPop(out PickleValue? node))
        {
            // Handed to something else, to partial for one, it would read what nobody looked at.
            if (IsFunction(node))
                throw origin.Error(PtErrorKind.ForbiddenGlobal, $"'torch.storage.{Function}' is only read where it is called with the bytes of a file; nothing was executed", (node as PyObject)?.ByteOffset ?? 0);
            if (!PickleChildren.IsInner(node) || PickleChildren.MayBeMetAgain(node) && !seen.Add(node))
                continue;
            children.Clear();
            PickleChildren.CollectNodes(node, children);
            if (IsCall(node))
            {
                files.Add((PyObject)node, origin, options, depth + 1);
                // The first child is what is called.
                children.RemoveAt(0);
            }
            foreach (PickleValue child in children)
                pending.Push(child);
        }
        return files;
    }

    void Add(PyObject call, PickleOrigin origin, PtLoadOptions options, int depth)
    {
        PickleValue node = BytesNode(call, origin);
        if (_byArgument.ContainsKey(node))
            return;
        if (depth > options.Limits.MaxPickleInPickle)
            throw origin.Error(PtErrorKind.LimitExceeded, $"files lie in one another; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxPickleInPickle)} is {options.Limits.MaxPickleInPickle}", call.ByteOffset);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        byte[] bytes = node switch
        {
            PyBytes value => value.Value.ToArray(),
            PyByteString value => value.Value.ToArray(),
            _ => PythonBytes.FromLatin1((PyString)node) ?? throw origin.Error(PtErrorKind.Malformed, "_load_from_bytes is given text that is not Latin-1", call.ByteOffset),
        };
        DualReader reader = new(ByteSource.FromMemory(bytes), async: false, default);
        try
        {
            _byArgument.Add(node, DualReader.Result(TorchFormats.ReadAsync(reader, options with { StartOffset = 0 }, depth)));
        }
        catch (PtFormatException e)
        {
            throw origin.Error(e.Kind, $"in the file inside the pickle: {e.Message}", call.ByteOffset);
        }
    }

    // The node that holds the bytes: calls that share it share the content.
    static PickleValue BytesNode(PyObject call, PickleOrigin origin) =>
        call.Arguments.Items is [var argument] && PythonBytes.NodeOf(argument) is { } node
            ? node
            : throw origin.Error(PtErrorKind.Malformed, "_load_from_bytes is not given bytes", call.ByteOffset);
}
