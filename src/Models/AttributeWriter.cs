using PtFormat.Formats;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>
/// Attributes of a user's class from the file that they came with into a new tree: nodes as they are, names and tensors as the
/// new tree makes them. Nothing here knows what the values mean.
/// </summary>
sealed class AttributeWriter(TorchTree tree, PtFile file)
{
    const int MaxDepth = 200;

    int _depth;

    /// <exception cref="ArgumentException">The value holds itself, or what no new tree can.</exception>
    public PickleValue Write(PickleValue value)
    {
        switch (value)
        {
            case PyGlobal global:
                return tree.Global(global.CanonicalModule, global.CanonicalName);
            case PyTuple or PyList or PyDict or PySet or PyFrozenSet or PyObject:
                if (++_depth > MaxDepth)
                    throw new ArgumentException($"an attribute of a module holds itself, or values more than {MaxDepth} levels deep: override {nameof(Nn.Module)}.PythonAttributes");
                PickleValue made = tree.Once(value, () => Container(value));
                _depth--;
                return made;
            case PyPersistentId:
                throw new ArgumentException($"an attribute of a module is a storage on its own: override {nameof(Nn.Module)}.PythonAttributes");
            default:
                return value;
        }
    }

    PickleValue Container(PickleValue value)
    {
        switch (value)
        {
            case PyTuple tuple:
                return new PyTuple(tuple.Items.Select(Write).ToArray());
            case PyList list:
                return new PyList(list.Items.Select(Write).ToArray());
            case PySet set:
                return new PySet(set.Items.Select(Write).ToArray());
            case PyFrozenSet set:
                return new PyFrozenSet(set.Items.Select(Write).ToArray());
            case PyDict dict:
                PyDict copy = new();
                foreach ((PickleValue key, PickleValue item) in dict.Entries)
                    copy.Set(Key(key), Write(item));
                return copy;
            default:
                return Object((PyObject)value);
        }
    }

    PyObject Object(PyObject value)
    {
        if (file.TensorAt(value) is { } found)
            return found switch
            {
                { IsParameter: false, State: null, TypeName: null, IsConjugated: false, IsNegated: false, Value: Tensor tensor } => tree.Tensor(tensor, found.RequiresGrad),
                { IsParameter: true, State: null, TypeName: null, Value: Tensor tensor } =>
                    tree.Call("torch._utils", "_rebuild_parameter", new(tree.Tensor(tensor), PyBool.Of(found.RequiresGrad), tree.NewOrderedDict())),
                _ => throw new ArgumentException($"an attribute of a module is a {found.Kind.ToString().ToLowerInvariant()} tensor with more than values: override {nameof(Nn.Module)}.PythonAttributes"),
            };
        PyObject copy = new(value.Form, Write(value.Callable), (PyTuple)Write(value.Arguments), value.KeywordArguments is { } keywords ? Write(keywords) : null);
        foreach (PickleEffect effect in value.Effects)
            copy.Add(new(effect.Kind, effect.Key is null ? null : Key(effect.Key), Write(effect.Value)));
        return copy;
    }

    // What looks like a name is one object with all other names.
    PickleValue Key(PickleValue key) => key is PyString text ? tree.Texts.Literal(text.Value) : Write(key);
}
