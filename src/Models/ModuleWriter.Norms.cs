using PtFormat.Formats.Python;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <content>weight_norm and spectral_norm: hooks of the module, and what they compute as a plain attribute.</content>
sealed partial class ModuleWriter
{
    // Python numbers hooks through, in the order in which they are registered.
    long _hooks;

    PyObject Hooks(string table, Module module, SavedForm? form)
    {
        PyObject hooks = tree.NewOrderedDict();
        foreach (Reparametrization how in module.Reparametrizations)
            if (Hook(table, how, form) is { } hook)
                hooks.Add(new(PickleEffectKind.SetItem, form?.Norms.GetValueOrDefault(how.Name)?.Ids.GetValueOrDefault(table) ?? NewId(table, how), hook));
        return hooks;
    }

    // Written as they are met, but numbered norm by norm.
    PyInt NewId(string table, Reparametrization how)
    {
        if (!_firstIds.TryGetValue(how, out long first))
        {
            _firstIds.Add(how, first = _hooks);
            _hooks += how is SpectralNormalization ? 3 : 1;
        }
        return new(first + table switch { "_state_dict_hooks" => 1, "_load_state_dict_pre_hooks" => 2, _ => 0 });
    }

    readonly Dictionary<Reparametrization, long> _firstIds = [];

    PyObject? Hook(string table, Reparametrization how, SavedForm? form) => (table, how) switch
    {
        ("_forward_pre_hooks", _) => Norm(how, form),
        ("_state_dict_hooks", SpectralNormalization) => Object(PickledNorm.SpectralModule, PickledNorm.StateDictHook, ("fn", Norm(how, form))),
        ("_load_state_dict_pre_hooks", SpectralNormalization) => Object(
            "torch.nn.modules.module", "_WrappedHook", ("hook", Object(PickledNorm.SpectralModule, PickledNorm.LoadHook, ("fn", Norm(how, form)))), ("with_module", PyBool.False)),
        _ => null,
    };

    PyObject Norm(Reparametrization how, SavedForm? form) => (PyObject)tree.Once(how, () =>
    {
        int? dim = form?.Norms.GetValueOrDefault(how.Name)?.Dim;
        return how is SpectralNormalization spectral
            ? Object(
                PickledNorm.SpectralModule, "SpectralNorm", ("name", Name(how.Name)), ("dim", new PyInt(dim ?? spectral.Rows)), ("n_power_iterations", new PyInt(spectral.Iterations)),
                ("eps", new PyFloat(spectral.Eps)))
            : Object(PickledNorm.WeightModule, "WeightNorm", ("name", Name(how.Name)), ("dim", new PyInt(dim ?? ((WeightNormalization)how).Dim ?? -1)));
    });

    // An instance of a plain class.
    PyObject Object(string module, string name, params ReadOnlySpan<(string Name, PickleValue Value)> attributes)
    {
        PyObject instance = new(PyObjectForm.NewObj, tree.Global(module, name), new PyTuple());
        PyDict state = new();
        foreach ((string attribute, PickleValue value) in attributes)
            state.Set(Name(attribute), value);
        instance.Add(new(PickleEffectKind.Build, null, state));
        return instance;
    }

    // What Python has until the next forward pass: that of the last one in a file, else what wrapping gives.
    PickleValue Computed(Reparametrization how, SavedForm? form) => tree.Below(PythonStep.Attribute(how.Name), () =>
    {
        if (form?.Norms.GetValueOrDefault(how.Name) is { Value: { } kept } norm)
            return tree.Once(norm, () => tree.Tensor(kept, norm.RequiresGrad));
        return how is SpectralNormalization && how.Sources[0].Value is var original
            ? tree.Tensor(new Tensor(original.Storage, original.Layout, original.DType))
            : tree.Tensor(how.Compute(training: false), requiresGrad: true);
    });
}
