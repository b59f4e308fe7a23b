using System.Globalization;
using System.IO.Enumeration;
using PtFormat.Formats;
using PtFormat.Formats.Torch;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>
/// A module of ours for a module in a file. First the file's modules are surveyed; then ours are made, those of torch.nn from the
/// table, those of the user by the map; then both are compared part by part, and only when nothing differs are values taken over.
/// </summary>
sealed partial class ModuleReader(PtFile file, ModuleMap map)
{
    // Making and comparing recurse, as the modules' own methods do.
    const int MaxDepth = 200;
    const int MaxPlaces = 100_000;

    // Far more than any memory, and far from overflow.
    const long MostBytes = 1L << 48;

    readonly Dictionary<PickleValue, Pickled> _known = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<PyObject, Module> _made = new(ReferenceEqualityComparer.Instance);
    long _bytes;

    /// <summary>A module of the file, how deep it is, and at how many places there are modules in it.</summary>
    sealed record Pickled(PickledModule Module)
    {
        public int Height { get; set; } = 1;

        public int Places { get; set; } = 1;

        public bool IsDone { get; set; }
    }

    /// <exception cref="PtFormatException">The file holds what no module of ours is.</exception>
    /// <exception cref="ArgumentException">A module of the map is another one than the file's.</exception>
    public Module Read(PickleValue root)
    {
        if (!ModuleState.IsModule(root))
            throw file.Error(PtErrorKind.Unsupported, $"there is no module here but {PickledModule.Describe(root)}: a file of torch.save(model) was needed; StateDict() reads a state_dict, and an entry's name picks one of a dictionary", root);
        Survey((PyObject)root);
        NameUnknown((PyObject)root);
        Module module = Make((PyObject)root);
        Compare((PyObject)root, module, "", isOurs: true);
        Finish();
        return module;
    }

    void Survey(PyObject root)
    {
        Stack<PyObject> path = new([root]);
        while (path.TryPeek(out PyObject? node))
        {
            if (!_known.TryGetValue(node, out Pickled? known))
            {
                _known.Add(node, known = new(Described(node)));
                Count(known.Module);
                foreach ((string name, PickleValue child) in known.Module.Children)
                {
                    if (!ModuleState.IsModule(child))
                        throw known.Module.Error(PtErrorKind.Unsupported, $"{PtFormatException.Quote(name)} stands among its modules and is {PickledModule.Describe(child)}");
                    if (_known.TryGetValue(child, out Pickled? other) && !other.IsDone)
                        throw Cyclic(known.Module);
                    if (other is null)
                        path.Push((PyObject)child);
                }
                continue;
            }
            path.Pop();
            if (known.IsDone)
                continue;
            foreach ((_, PickleValue child) in known.Module.Children)
            {
                Pickled below = _known[child];
                if (!below.IsDone)
                    throw Cyclic(known.Module);
                (known.Height, known.Places) = (Math.Max(known.Height, below.Height + 1), Math.Min(MaxPlaces + 1, known.Places + below.Places));
            }
            known.IsDone = true;
            if (known.Height > MaxDepth || known.Places > MaxPlaces)
                throw known.Module.Error(PtErrorKind.LimitExceeded, $"it holds modules more than {MaxDepth} levels deep, or at more than {MaxPlaces} places");
        }
    }

    PickledModule Described(PyObject node) => new(
        file, node, ModuleState.StateOf(node)!,
        ModuleState.ClassOf(node) ?? throw file.Error(PtErrorKind.Malformed, "a module's class is no name", node));

    static PtFormatException Cyclic(PickledModule module) => module.Error(PtErrorKind.Malformed, "it holds a module that holds it");

    // What layers will take before they are given the file's tensors, which may be small storages seen many times, or one tensor in many modules.
    void Count(PickledModule module)
    {
        foreach ((_, PickleValue value) in module.Parameters.Concat(module.Buffers))
            if (value is not PyNone && file.TensorAt(value) is { Value: Tensor tensor })
                _bytes = Math.Min(MostBytes, _bytes + Math.Min(MostBytes, tensor.ElementCount) * Math.Max(sizeof(float), tensor.DType.ItemSize()));
        if (_bytes > file.Limits.MaxMaterializedBytes(file.ByteLength))
            throw module.Error(PtErrorKind.LimitExceeded, $"its tensors repeat a file of {file.ByteLength} bytes too often; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxMaterializedRatio)} is {file.Limits.MaxMaterializedRatio}");
    }

    // All at once: those that would have to be made. What a module of the map holds is made by it.
    void NameUnknown(PyObject root)
    {
        List<string> unknown = [];
        HashSet<PickleValue> seen = new([root], ReferenceEqualityComparer.Instance);
        Queue<PyObject> pending = new([root]);
        while (pending.TryDequeue(out PyObject? node))
        {
            PickledModule module = _known[node].Module;
            if (map.Has(module.ClassName))
                continue;
            TorchNnClass? row = TorchNnClasses.Find(module.ClassName);
            if (row is null && !unknown.Contains(module.ClassName))
                unknown.Add(module.ClassName);
            if (row?.Gather is not null)
                foreach ((_, PickleValue child) in module.Children)
                    if (seen.Add(child))
                        pending.Enqueue((PyObject)child);
        }
        if (unknown.Count > 0)
            throw _known[root].Module.Error(PtErrorKind.Unsupported, $"{(unknown.Count == 1 ? "a class is" : "classes are")} not known: {string.Join("; ", unknown.Select(Remedy))}");
    }

    // What to do about classes that have no row; {0} is the class, quoted.
    static readonly (string Class, string Remedy)[] Remedies =
    [
        ("torch.nn.parallel.data_parallel.DataParallel", "{0} is a wrapper: save model.module in Python, or load StateDict(), whose names begin with 'module.'"),
        ("torch.nn.parallel.distributed.DistributedDataParallel", "{0} is a wrapper: save model.module in Python, or load StateDict(), whose names begin with 'module.'"),
        ("torch._dynamo.eval_frame.OptimizedModule", "{0} is what torch.compile made: save model._orig_mod in Python, or load StateDict(), whose names begin with '_orig_mod.'"),
        ("torch.nn.modules.batchnorm.SyncBatchNorm",
            "{0} is a batch norm in one process: new ModuleMap().Add(\"torch.nn.modules.batchnorm.SyncBatchNorm\", saved => new BatchNorm2d(saved.Int(\"num_features\"), saved.Double(\"eps\"))), or BatchNorm1d or BatchNorm3d"),
        ("torch.nn.modules.*.Lazy*", "{0} has no sizes yet: run it once in Python and save it then"),
        ("torch.nn.*", "{0} is no layer here: make one of your own for it, new ModuleMap().Add({1}, () => new My{2}())"),
        ("*", "new ModuleMap().Add({1}, () => new {2}())"),
    ];

    static string Remedy(string className)
    {
        string quoted = PtFormatException.Quote(className), type = className[(className.LastIndexOf('.') + 1)..];
        string remedy = Array.Find(Remedies, row => FileSystemName.MatchesSimpleExpression(row.Class, className, ignoreCase: false)).Remedy;
        return string.Format(CultureInfo.InvariantCulture, remedy, quoted, quoted.Replace('\'', '"'), type.All(char.IsAsciiLetterOrDigit) ? type : "MyModule");
    }

    Module Make(PyObject node)
    {
        if (_made.TryGetValue(node, out Module? made))
            return made;
        PickledModule saved = _known[node].Module;
        if (map.Has(saved.ClassName))
        {
            made = map.Make(saved);
            _mapped[saved.ClassName] = made.GetType();
        }
        else
        {
            TorchNnClass row = TorchNnClasses.Find(saved.ClassName)!;
            try
            {
                made = row.Gather is { } gather ? gather(saved, [.. saved.Children.Select(child => (child.Name, Make((PyObject)child.Value)))]) : row.Make(saved);
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                throw saved.Error(PtErrorKind.Malformed, $"its settings are impossible: {e.Message}");
            }
        }
        _made.Add(node, made);
        return made;
    }
}
