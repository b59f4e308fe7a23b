using System.Runtime.CompilerServices;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Whole files inside a pickle: a tensor that was pickled without <c>torch.save</c> holds its storage as the bytes of one. They
/// are read right after the pickle around them, under the same limits and policy and whether their value is used or thrown away,
/// so that nothing in them escapes a check.
/// </summary>
/// <param name="options">How the file around them is read.</param>
/// <param name="depth">How many files lie around that one.</param>
sealed class NestedFiles(PtLoadOptions options, int depth)
{
    readonly Dictionary<PickleValue, TorchContent> _byArgument = new(ReferenceEqualityComparer.Instance);

    /// <summary>The call's content.</summary>
    /// <exception cref="PtFormatException">The call is given something else than bytes.</exception>
    public TorchContent Get(PyObject call, PickleOrigin origin) => _byArgument[BytesNode(call, origin)];

    /// <summary>Takes over what lies in the pickles of another file, whose tree became part of this one's.</summary>
    public void Add(NestedFiles other)
    {
        foreach ((PickleValue argument, TorchContent content) in other._byArgument)
            _byArgument.TryAdd(argument, content);
    }

    /// <summary>True for a call that reads a file from bytes.</summary>
    public static bool IsCall(PickleValue node) => node is PyObject { Form: PyObjectForm.Reduce } call && IsFunction(call.Callable);

    /// <summary>True for a node that stands for the function.</summary>
    public static bool IsFunction(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name) && IsName(module, name);

    /// <summary>True for the function's name.</summary>
    public static bool IsName(string module, string name) => module != "builtins" && CalledFunctions.MustBeCalled(module, name);

    /// <summary>Runs a pickle of the file, and reads every file that it opens.</summary>
    /// <param name="pickle">The pickle, from end to end.</param>
    /// <param name="origin">Where it stands: errors count from there.</param>
    /// <exception cref="PtFormatException">The pickle, or a file in it, is malformed, refused, or lies too deep in others.</exception>
    public PickleValue Run(ReadOnlyMemory<byte> pickle, PickleOrigin origin)
    {
        List<PyObject> calls = [];
        PickleValue tree;
        try
        {
            // Whoever runs the pickles in the machine's place looks into all of them.
            tree = options.RunPickle is { } run ? run(pickle, origin.Record, origin.ByteOffset) : PickleVm.Run(pickle, TorchFormats.PickleOptions(options, origin.Record) with { OnCall = Called });
        }
        catch (PtFormatException e)
        {
            throw e.Shifted(origin.ByteOffset);
        }
        foreach (PyObject call in calls)
            Add(call, origin);
        return tree;

        void Called(PyObject call)
        {
            if (IsCall(call))
                calls.Add(call);
        }
    }

    /// <summary>Takes over the files of another pickle, whose nodes now stand in this one's tree.</summary>
    public void Adopt(NestedFiles other)
    {
        foreach ((PickleValue node, TorchContent content) in other._byArgument)
            _byArgument.Add(node, content);
    }

    void Add(PyObject call, PickleOrigin origin)
    {
        PickleValue node = BytesNode(call, origin);
        if (_byArgument.ContainsKey(node))
            return;
        if (depth >= options.Limits.MaxPickleInPickle)
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
            _byArgument.Add(node, DualReader.Result(TorchFormats.ReadAsync(reader, options with { StartOffset = 0, IsScript = false }, depth + 1)));
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
