using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <content>The file's module and ours, part by part.</content>
sealed partial class ModuleReader
{
    const int MostShown = 20;

    readonly Dictionary<PickleValue, (Module Module, string Path)> _moduleOf = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<Module, string> _pathOf = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<PickleValue, (Parameter Parameter, string Path)> _parameterOf = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<Slot, (PickleValue Node, string Path)> _nodeOf = new(ReferenceEqualityComparer.Instance);
    // What the map's functions made in this load, by class: a child of such a type stands for it, too.
    readonly Dictionary<string, Type> _mapped = new(StringComparer.Ordinal);
    readonly List<Action> _changes = [];
    readonly List<RecordStorage> _records = [];
    readonly List<string> _problems = [];
    // Met among the values that are kept; one that is not plain is a problem already.
    readonly HashSet<PickleValue> _plain = new(ReferenceEqualityComparer.Instance);

    void Compare(PyObject node, Module module, string path, bool isOurs, string? className = null)
    {
        PickledModule saved = _known[node].Module;
        string name = path.Length == 0 ? "the module" : path;
        if (_moduleOf.TryGetValue(node, out var known))
        {
            if (known.Module != module)
                _problems.Add($"{name} and {known.Path} are one module in the file, two here");
            return;
        }
        if (!_pathOf.TryAdd(module, name))
        {
            _problems.Add($"{name} and {_pathOf[module]} are one module here, two in the file");
            return;
        }
        _moduleOf.Add(node, (module, name));
        TorchNnClass? row = TorchNnClasses.Of(module);
        if (saved.ClassName != className && !IsClass(node, module, row, saved.ClassName))
        {
            _problems.Add($"{name} is a {PtFormatException.Quote(saved.ClassName)} in the file, a '{className ?? row?.Path ?? module.PythonName}' here");
            return;
        }
        SavedForm form = new(file, saved.ClassName);
        // A layer of the user's is as the user made it, and so are those in it.
        isOurs &= !map.Has(saved.ClassName);
        CompareCommon(saved, module, name);
        CompareNorms(saved, module, form, path, isOurs);
        if (row is not null)
            CompareSettings(saved, module, row, form, path);
        else
            KeepAttributes(saved, form);
        CompareParameters(saved, module, row, path);
        CompareBuffers(saved, module, path, isLayer: isOurs && row is not null);
        CompareChildren(saved, module, row, path, isOurs);
        _changes.Add(() => module.Spelling = form);
    }

    bool IsClass(PyObject node, Module module, TorchNnClass? row, string className) =>
        _made.GetValueOrDefault(node) == module || (row is not null ? row.Path == className : module.PythonName == className || _mapped.GetValueOrDefault(className) == module.GetType());

    void CompareCommon(PickledModule saved, Module module, string name)
    {
        foreach ((string attribute, PickleValue value) in saved.Attributes)
            if (attribute == ModuleKeys.FullBackwardHook ? value is not PyNone : ModuleKeys.IsHook(attribute)
                && !(PythonChildren.IsDictionary(value) && PythonChildren.Entries(value).All(hook => saved.Norms.Any(norm => norm.Explains(attribute, hook.Value)))))
                _problems.Add($"{name} has {attribute}: hooks are Python functions, and a module with them is another one; remove them before saving");
        bool training = saved.Bool("training");
        _changes.Add(() => module.SetOwnTraining(training));
    }

    void CompareNorms(PickledModule saved, Module module, SavedForm form, string path, bool isOurs)
    {
        foreach (PickledNorm norm in saved.Norms)
        {
            string name = Join(path, norm.Parameter);
            (_, PickleValue? node) = saved.Attributes.FirstOrDefault(attribute => attribute.Name == norm.Parameter);
            if (node is null || file.TensorAt(node) is not { Kind: TensorKind.Strided, IsParameter: false, State: null, TypeName: null, IsConjugated: false, IsNegated: false, Value: Tensor value } found)
            {
                _problems.Add($"{name} is computed in the file and {(node is null ? "missing" : PickledModule.Describe(node))}: a plain tensor was needed");
                continue;
            }
            try
            {
                if (isOurs)
                    norm.Apply(module);
            }
            catch (ArgumentException e)
            {
                _problems.Add($"{name}: {e.Message}");
                continue;
            }
            if (!module.Reparametrizations.Any(norm.Means))
                _problems.Add($"{name} is computed by {(norm.IsSpectral ? "spectral_norm" : "weight_norm")} in the file, not so here: call {(norm.IsSpectral ? nameof(Module.SpectralNorm) : nameof(Module.WeightNorm))} in the constructor, with dim {norm.Dim}");
            SavedNorm kept = form.Norms[norm.Parameter] = new(norm.Dim, value, found.RequiresGrad);
            foreach ((string table, _) in saved.Attributes.Where(attribute => ModuleKeys.IsHook(attribute.Name)))
                foreach ((PickleValue id, PickleValue hook) in saved.Hooks(table))
                    if (norm.Explains(table, hook))
                        kept.Ids[table] = id;
            if (value.Storage is RecordStorage record)
                _records.Add(record);
        }
        foreach (Reparametrization how in module.Reparametrizations.Where(how => !saved.Norms.Any(norm => norm.Parameter == how.Name)))
            _problems.Add($"{Join(path, how.Name)} is computed from others here, not in the file");
    }

    void CompareSettings(PickledModule saved, Module module, TorchNnClass row, SavedForm form, string path)
    {
        // Names are never taken away between versions, but values are spelled by the newest.
        Dictionary<string, object?> settings = row.Settings(module, PtProducer.Torch214).ToDictionary(setting => setting.Name, setting => setting.Value);
        foreach ((string attribute, PickleValue found) in saved.OwnAttributes.Where(own => !form.Norms.ContainsKey(own.Name)))
        {
            if (!settings.TryGetValue(attribute, out object? value))
            {
                // What a program hung on a layer means nothing to the layer, unless it takes its place.
                if (IsPlain(found, 0) && attribute is not "forward")
                    form.Attributes.Add((attribute, found, false));
                else
                    _problems.Add($"{Join(path, attribute)} is {PickledModule.Describe(found)}: a {module.GetType().Name} has nothing of that name, and only values and tensors are kept");
                continue;
            }
            if (!SettingForms.Means(found, value, saved))
            {
                _problems.Add($"{Join(path, attribute)} is {PickledModule.Describe(found)} in the file, {(value is WeightNames or WeightList or KeysOnly or FunctionName ? "others" : PickledModule.Describe(SettingForms.Node(value, word => new(word))))} here");
                continue;
            }
            if (value is WeightNames names)
                NoteCopies(saved, names, found, form);
            else if (value is not FunctionName && SettingForms.IsOfNumbers(found) && (found is PyTuple || !SettingForms.AreAlike(found, SettingForms.Node(value, word => new(word)))))
                form.Settings[attribute] = found;
        }
    }

    // Values and tensors: what runs nothing in Python.
    bool IsPlain(PickleValue value, int depth)
    {
        if (value.Kind <= PickleKind.Float || value is PyString or PyBytes)
            return true;
        if (depth == MaxDepth)
            return false;
        if (!_plain.Add(value))
            return true;
        if (PythonChildren.IsDictionary(value))
            return PythonChildren.Entries(value).All(entry => IsPlain(entry.Key, depth + 1) && IsPlain(entry.Value, depth + 1));
        if (SettingForms.Items(value) is { } items)
            return items.All(item => IsPlain(item, depth + 1));
        if (file.TensorAt(value) is not { State: null, TypeName: null, IsConjugated: false, IsNegated: false, Kind: TensorKind.Strided, Value: Tensor tensor })
            return false;
        if (tensor.Storage is RecordStorage record)
            _records.Add(record);
        return true;
    }

    static void NoteCopies(PickledModule saved, WeightNames names, PickleValue found, SavedForm form)
    {
        if (names.IsFlat && ModuleState.StateOf(saved.Node)!.TryGet("_parameters", out PickleValue? parameters))
            foreach ((PickleValue key, _) in PythonChildren.Entries(parameters))
                if (((PyList)found).Items.FirstOrDefault(item => PythonStrings.Of(item) == PythonStrings.Of(key)) is { } named && named != key)
                    form.CopiedNames.Add(PythonStrings.Of(key)!);
    }

    static void KeepAttributes(PickledModule saved, SavedForm form)
    {
        bool early = true;
        foreach ((string attribute, PickleValue value) in saved.Attributes)
            if (ModuleKeys.IsCommon(attribute))
                early = false;
            else if (!form.Norms.ContainsKey(attribute))
                form.Attributes.Add((attribute, value, early));
    }

    void CompareParameters(PickledModule saved, Module module, TorchNnClass? row, string path)
    {
        Dictionary<string, Parameter> ours = module.OwnParameters.ToDictionary(own => own.Name, own => own.Parameter, StringComparer.Ordinal);
        foreach ((string name, PickleValue value) in saved.Parameters)
            if (!ours.Remove(name, out Parameter? parameter))
                _problems.Add($"{Join(path, name)} is a parameter in the file, none here");
            else if (Fits(Join(path, name), parameter, value, isParameter: true) is { Value: Tensor tensor } found)
                Take(Join(path, name), parameter, value, tensor, found.RequiresGrad);
        foreach ((string name, Parameter parameter) in ours)
            if (parameter.IsPresent || row?.LeavesOut(name) != true)
                _problems.Add($"{Join(path, name)} is a parameter here, none in the file");
    }

    void CompareBuffers(PickledModule saved, Module module, string path, bool isLayer)
    {
        Dictionary<string, Nn.Buffer> ours = module.OwnBuffers.ToDictionary(own => own.Name, own => own.Buffer, StringComparer.Ordinal);
        foreach ((string name, PickleValue value) in saved.Buffers)
            if (!ours.Remove(name, out Nn.Buffer? buffer))
            {
                if (!isLayer || !TakeExtra(name, module, value, isPersistent: !saved.PassingBuffers.Contains(name)))
                    _problems.Add($"{Join(path, name)} is a buffer in the file, none here");
            }
            else if (buffer.IsPersistent == saved.PassingBuffers.Contains(name))
                _problems.Add($"{Join(path, name)} is {(buffer.IsPersistent ? "not " : "")}persistent in the file, the other way here");
            else if (Fits(Join(path, name), buffer, value, isParameter: false) is { Value: Tensor tensor } found)
            {
                if (found.RequiresGrad)
                    _problems.Add($"{Join(path, name)} is a buffer that requires gradients, which a module here cannot say");
                else
                    Adopt(buffer, tensor);
            }
        foreach (string name in ours.Keys)
            _problems.Add($"{Join(path, name)} is a buffer here, none in the file");
    }

    // A buffer that a program registered on a layer of torch.nn is one of the layer's state_dict.
    bool TakeExtra(string name, Module module, PickleValue node, bool isPersistent)
    {
        Tensor? value = null;
        if (node is not PyNone)
        {
            if (file.TensorAt(node) is not { IsParameter: false, RequiresGrad: false, Value: Tensor tensor } || !IsPlain(node, 0))
                return false;
            value = tensor;
        }
        if (!module.CanHave(name))
            return false;
        _changes.Add(() => module.AddBuffer(name, value, isPersistent));
        return true;
    }

    // Null where both are None, and where a problem was noted.
    TorchTensor? Fits(string path, Slot slot, PickleValue value, bool isParameter)
    {
        if (value is PyNone)
        {
            if (slot.IsPresent)
                _problems.Add($"{path} is None in the file, {slot.Value.Shape} here");
            return null;
        }
        if (!slot.IsPresent)
        {
            _problems.Add($"{path} is a tensor in the file, None here");
            return null;
        }
        TorchTensor? found = file.TensorAt(value);
        if (found is not { Kind: TensorKind.Strided, Value: Tensor tensor, TypeName: null, State: null, IsConjugated: false, IsNegated: false } || found.IsParameter != isParameter)
            _problems.Add($"{path} is {(found is null ? PickledModule.Describe(value) : $"a {found.TypeName ?? found.Kind.ToString().ToLowerInvariant()} tensor{(found.State is null ? "" : " with attributes")}")}: a plain {(isParameter ? "parameter" : "tensor")} was needed");
        else if (tensor.Shape != slot.Value.Shape)
            _problems.Add($"{path} is {tensor.Shape} in the file, {slot.Value.Shape} here");
        else
            return found;
        return null;
    }

    void Take(string path, Parameter parameter, PickleValue node, Tensor tensor, bool requiresGrad)
    {
        if (_nodeOf.TryGetValue(parameter.Origin, out var other) && other.Node != node)
            _problems.Add($"{path} and {other.Path} are one parameter here, two in the file");
        _nodeOf.TryAdd(parameter.Origin, (node, path));
        if (_parameterOf.TryGetValue(node, out var first))
            _changes.Add(() => parameter.Tie(first.Parameter));
        else
        {
            _parameterOf.Add(node, (parameter, path));
            Adopt(parameter, tensor);
            _changes.Add(() => parameter.RequiresGrad = requiresGrad);
        }
    }

    void Adopt(Slot slot, Tensor tensor)
    {
        if (tensor.Storage is RecordStorage record)
            _records.Add(record);
        _changes.Add(() => slot.Value = tensor);
    }

    void CompareChildren(PickledModule saved, Module module, TorchNnClass? row, string path, bool isOurs)
    {
        Dictionary<string, Module> ours = module.Children.ToDictionary(child => child.Name, child => child.Module, StringComparer.Ordinal);
        foreach ((string name, PickleValue value) in saved.Children)
            if (ours.Remove(name, out Module? child))
                Compare((PyObject)value, child, Join(path, name), isOurs, row?.ClassOfChild(name));
            else
                _problems.Add($"{Join(path, name)} is a module in the file, {PtFormatException.Quote(_known[value].Module.ClassName)}, none here");
        foreach (string name in ours.Keys)
            _problems.Add($"{Join(path, name)} is a module here, none in the file");
    }

    void Finish()
    {
        if (_problems.Count > 0)
        {
            string all = $"the module cannot be loaded: {string.Join("; ", _problems.Take(MostShown))}{(_problems.Count > MostShown ? $"; and {_problems.Count - MostShown} more" : "")}";
            throw map.IsEmpty ? file.Error(PtErrorKind.Unsupported, all) : new ArgumentException(all);
        }
        // A record that turns out to be damaged must not leave half a module behind: all are read before anything changes.
        _records.ForEach(record => record.EnsureLoaded());
        _changes.ForEach(change => change());
    }

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
