using System.Numerics;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests;

/// <summary>Reads the fixtures that hold cases: what PyTorch computed, as dictionaries, arrays, tensors and numbers.</summary>
static class ComputedFile
{
    /// <summary>The cases of one file; tuples and lists come as arrays.</summary>
    public static Dictionary<string, object?>[] Cases(params string[] path)
    {
        using PtFile file = PtFile.Load(Repository.Path(["fixtures", .. path]));
        Dictionary<string, Tensor> tensors = file.Tensors.ToDictionary(entry => entry.Path, entry => entry.Tensor!);
        object?[] cases = (object?[])((Dictionary<string, object?>)Read(file.Root, "", tensors)!)["cases"]!;
        return [.. cases.Select(c => (Dictionary<string, object?>)c!)];
    }

    static object? Read(PickleValue node, string path, Dictionary<string, Tensor> tensors)
    {
        if (tensors.TryGetValue(path, out Tensor? tensor))
            return tensor;
        switch (node)
        {
            case PyNone:
                return null;
            case PyBool value:
                return value.Value;
            case PyFloat value:
                return value.Value;
            case PyString value:
                return value.Value;
            case PyInt value:
                return value.TryGetInt64(out long number) ? number : throw new NotSupportedException(path);
            case PyList list:
                return list.Items.Select((item, i) => Read(item, $"{path}[{i}]", tensors)).ToArray();
            case PyTuple tuple:
                return tuple.Items.Select((item, i) => Read(item, $"{path}[{i}]", tensors)).ToArray();
            case PyDict dict:
                return dict.Entries.ToDictionary(entry => ((PyString)entry.Key).Value, entry => Read(entry.Value, $"{path}['{((PyString)entry.Key).Value}']", tensors));
            case PyObject { Callable: PyGlobal { Name: "OrderedDict" } } ordered:
                return ordered.Effects.Where(effect => effect.Kind == PickleEffectKind.SetItem)
                    .ToDictionary(item => ((PyString)item.Key!).Value, item => Read(item.Value, $"{path}['{((PyString)item.Key!).Value}']", tensors));
            case PyObject made when made.Arguments is PyTuple { Items: [PyFloat real, PyFloat imaginary] }:
                return new Complex(real.Value, imaginary.Value);
            default:
                throw new NotSupportedException($"{path}: {node.Kind}");
        }
    }
}
