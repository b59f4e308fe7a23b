using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>
/// A module as <c>torch.save(model)</c> pickles it: an instance of its class with the attributes in the order in which Python's
/// constructors set them.
/// </summary>
/// <remarks>
/// One object: attribute names and names of parameters and children that a program spells; each module, parameter and tensor;
/// equal tuples that the code of one class gave to its layers, constants of which Python keeps one; any tuple and its like in
/// a layer that Python made by copying. New at every place: the names of numbered children; tuples that
/// PyTorch makes of one number; the names in a recurrent layer's lists, but for the first in the tree that has them.
/// </remarks>
sealed partial class ModuleWriter(TorchTree tree)
{
    readonly Dictionary<(string Scope, string Tuple), PickleValue> _given = [];

    // What PyTorch makes of one number, by the layer that was copied.
    readonly Dictionary<(Module Original, string Setting), PickleValue> _made = [];
    readonly Dictionary<Module, Module> _originals = [];
    readonly Dictionary<FunctionName, PickleValue> _methods = [];

    // The class of the user's whose constructor makes what is being written; empty outside of any.
    string _scope = "";

    TorchTree Tree => tree;

    PtProducer Producer => tree.Producer;

    /// <exception cref="ArgumentException">It holds what the producer, or no Python, can be told.</exception>
    public PickleValue Module(Module module) => Module(module, null);

    PickleValue Module(Module module, string? className) => tree.Once(module, () => Instance(module, className));

    PyObject Instance(Module module, string? className)
    {
        if (module.Reparametrizations.Any(how => how.IsParametrized))
            throw new ArgumentException($"a {module.GetType().Name} has a parametrization, whose class Python makes at run time: PyTorch refuses to save such a module, too; save StateDict(), use the older form, or remove the normalisation first");
        if (module is RecurrentLayer && module.Reparametrizations is [var computed, ..])
            throw new ArgumentException($"a {module.GetType().Name} whose {computed.Name} is computed cannot be saved whole: save StateDict(), or remove the normalisation first");
        TorchNnClass? row = TorchNnClasses.Of(module);
        SavedForm? form = module.Spelling as SavedForm;
        string path = form?.ClassName ?? className ?? row?.Path ?? module.PythonName;
        int dot = path.LastIndexOf('.');
        if (dot <= 0 || dot == path.Length - 1)
            throw new ArgumentException($"{module.GetType().Name}.PythonName is '{path}': a dotted class such as '__main__.MyNet' was needed");
        PyObject instance = new(PyObjectForm.NewObj, tree.Class(path[..dot], path[(dot + 1)..]), new PyTuple());
        PyDict state = new();
        if (row is not null)
        {
            NoteCopies(module);
            Layer writer = new(this, module, form);
            (string Name, object? Value)[] settings = row.Settings(module, Producer);
            foreach ((string name, object? value) in settings[..row.Early])
                state.Set(Name(name), writer.Setting(name, value));
            Common(state, module, row, form);
            foreach ((string name, object? value) in settings[row.Early..])
                state.Set(Name(name), writer.Setting(name, value));
            foreach (Reparametrization how in module.Reparametrizations)
                state.Set(Name(how.Name), Computed(how, form));
            foreach ((string name, PickleValue value, _) in form?.Attributes ?? [])
                state.Set(Name(name), tree.Below(PythonStep.Attribute(name), () => new AttributeWriter(tree, form!.File).Write(value)));
        }
        else
        {
            (string outer, _scope) = (_scope, path);
            OfUser(state, module, form);
            _scope = outer;
        }
        instance.Add(new(PickleEffectKind.Build, null, state));
        return instance;
    }

    // An encoder's layers are deep copies of one, and a tuple of numbers is its own copy.
    void NoteCopies(Module module)
    {
        Module? layers = module switch { TransformerEncoder encoder => encoder.Layers, TransformerDecoder decoder => decoder.Layers, _ => null };
        if (layers is not null)
            foreach ((_, Module copy) in layers.Children.Skip(1))
                foreach (((_, Module part), (_, Module original)) in copy.NamedModules().Zip(layers.Children[0].Module.NamedModules()))
                    _originals.TryAdd(part, original);
    }

    void OfUser(PyDict state, Module module, SavedForm? form)
    {
        Dictionary<string, object?> own = module.PythonAttributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value, StringComparer.Ordinal);
        AttributeWriter? kept = form is null ? null : new(tree, form.File);
        Keep(early: true);
        Common(state, module, null, form);
        Keep(early: false);
        foreach (Reparametrization how in module.Reparametrizations)
            state.Set(Name(how.Name), Computed(how, form));
        foreach ((string name, object? value) in module.PythonAttributes)
            if (own.ContainsKey(name))
                state.Set(Name(name), tree.Below(PythonStep.Attribute(name), () => tree.Value(value)));

        void Keep(bool early)
        {
            foreach ((string name, PickleValue value, bool isEarly) in form?.Attributes ?? [])
                if (isEarly == early)
                    state.Set(Name(name), tree.Below(PythonStep.Attribute(name), () => own.Remove(name, out object? newer) ? tree.Value(newer) : kept!.Write(value)));
        }
    }

    void Common(PyDict state, Module module, TorchNnClass? row, SavedForm? form)
    {
        state.Set(Name("training"), PyBool.Of(module.Training));
        // What others are computed from has a name that was put together.
        HashSet<Slot> sources = [.. module.Reparametrizations.SelectMany(how => how.Sources)];
        PyString NameOf(string name, Slot slot) => sources.Contains(slot) ? new(name) : Name(name);
        state.Set(Name("_parameters"), Table(
            from own in module.OwnParameters
            where own.Parameter.IsPresent || row?.LeavesOut(own.Name) != true
            select (NameOf(own.Name, own.Parameter), tree.Below(PythonStep.Attribute(own.Name), () => Parameter(own.Parameter)))));
        state.Set(Name("_buffers"), Table(from own in module.OwnBuffers select (NameOf(own.Name, own.Buffer), tree.Below(PythonStep.Attribute(own.Name), () => tree.Value(own.Buffer.ValueOrNull)))));
        state.Set(Name("_non_persistent_buffers_set"), new PySet(from own in module.OwnBuffers where !own.Buffer.IsPersistent select Name(own.Name)));
        foreach (string hook in ModuleKeys.HooksOf(Producer))
            state.Set(Name(hook), hook == ModuleKeys.FullBackwardHook ? PyNone.Instance : Hooks(hook, module, form));
        state.Set(Name("_modules"), Table(
            from child in module.Children
            select (row is { NumbersChildren: true } && child.Name.All(char.IsAsciiDigit) ? new(child.Name) : Name(child.Name), tree.Below(PythonStep.Attribute(child.Name), () => Module(child.Module, row?.ClassOfChild(child.Name))))));
    }

    PickleValue Table(IEnumerable<(PyString Key, PickleValue Value)> entries)
    {
        if (Producer.HasPlainModuleDicts)
        {
            PyDict plain = new();
            foreach ((PyString key, PickleValue value) in entries)
                plain.Set(key, value);
            return plain;
        }
        PyObject ordered = tree.NewOrderedDict();
        foreach ((PyString key, PickleValue value) in entries)
            ordered.Add(new(PickleEffectKind.SetItem, key, value));
        return ordered;
    }

    PickleValue Parameter(Parameter parameter) => parameter.ValueOrNull is not { } value
        ? PyNone.Instance
        : tree.Once(parameter.Origin, () => tree.Call("torch._utils", "_rebuild_parameter", new(tree.Tensor(value), PyBool.Of(parameter.RequiresGrad), tree.NewOrderedDict())));

    PickleValue Shared(Module module, string setting, PickleValue tuple)
    {
        (Module, string) place = (_originals.GetValueOrDefault(module, module), setting);
        return _made.TryGetValue(place, out PickleValue? known) ? known : _made[place] = tuple;
    }

    // A method of a class that C made is reached by getattr, and its name is a new text each time.
    PickleValue Function(FunctionName function) => function.Name.Split('.') is [var type, var method]
        ? _methods.TryGetValue(function, out PickleValue? known) ? known
            : _methods[function] = tree.Call("builtins", "getattr", new(tree.Global(function.Module, type), new PyString(method)))
        : tree.Global(function.Module, function.Name);

    PyString Name(string name) => tree.Texts.Interned(name);

    /// <summary>One layer's settings.</summary>
    sealed class Layer(ModuleWriter writer, Module module, SavedForm? form)
    {
        readonly Dictionary<string, PyString> _names = new(StringComparer.Ordinal);

        public PickleValue Setting(string name, object? value)
        {
            switch (value)
            {
                case WeightNames { IsFlat: true } names:
                    return new PyList(names.Layers.SelectMany(layer => layer).Select(WeightName));
                case WeightNames names:
                    return new PyList(names.Layers.Select(layer => new PyList(layer.Select(WeightName))));
                case WeightList list:
                    Dictionary<string, Parameter> parameters = module.OwnParameters.ToDictionary(own => own.Name, own => own.Parameter, StringComparer.Ordinal);
                    return new PyList(list.Names.Select(weight => writer.Parameter(parameters[weight])));
                case FunctionName function:
                    return writer.Function(function);
                case KeysOnly keys:
                    PyDict dict = new();
                    foreach (string key in keys.Names)
                        dict.Set(writer.Name(key), PyNone.Instance);
                    return dict;
            }
            if (form is not null && form.Settings.TryGetValue(name, out PickleValue? spelled))
                return spelled is PyObject ? new AttributeWriter(writer.Tree, form.File).Write(spelled) : spelled;
            PickleValue node = SettingForms.Node(value, writer.Tree.Texts.Literal);
            if (!SettingForms.IsGivenTuple(value))
                return node is PyTuple ? writer.Shared(module, name, node) : node;
            string text = PickledModule.Describe(node);
            return writer._given.TryGetValue((writer._scope, text), out PickleValue? known) ? known : writer._given[(writer._scope, text)] = node;
        }

        // The text that formatting made becomes the parameter's name itself, unless a module that is alive has an equal one.
        PyString WeightName(string name)
        {
            if (!_names.TryGetValue(name, out PyString? known))
                _names.Add(name, known = form is not null && form.CopiedNames.Contains(name) ? new(name) : writer.Tree.Texts.Formatted(name));
            return known;
        }
    }
}
