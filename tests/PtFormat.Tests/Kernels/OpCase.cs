using System.Numerics;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>One case of fixtures/ops: an operation's inputs and arguments, and what real PyTorch made of them.</summary>
sealed class OpCase
{
    readonly Dictionary<string, object?> _fields;

    OpCase(Dictionary<string, object?> fields) => _fields = fields;

    public string Name => (string)_fields["name"]!;

    public string Operation => (string)_fields["operation"]!;

    public object?[] Inputs => (object?[])_fields["inputs"]!;

    /// <summary>What came, or null where PyTorch refused.</summary>
    public object?[]? Outputs => (object?[]?)_fields.GetValueOrDefault("outputs");

    /// <summary>PyTorch's words where it refused.</summary>
    public string? Error => (string?)_fields.GetValueOrDefault("error");

    public Tensor X => (Tensor)Inputs[0]!;

    public static OpCase[] Load(string group)
    {
        using PtFile file = PtFile.Load(Repository.Path("fixtures", "ops", "2.14", $"{group}.pt"));
        Dictionary<string, Tensor> tensors = file.Tensors.ToDictionary(entry => entry.Path, entry => entry.Tensor!);
        object?[] cases = (object?[])((Dictionary<string, object?>)Read(file.Root, "", tensors)!)["cases"]!;
        return [.. cases.Select(c => new OpCase((Dictionary<string, object?>)c!))];
    }

    /// <summary>An argument by position among the inputs, or by name; null where it is not given.</summary>
    public object? Argument(int position, string name) =>
        position >= 0 && position < Inputs.Length ? Inputs[position] : ((Dictionary<string, object?>)_fields["arguments"]!).GetValueOrDefault(name);

    public T Argument<T>(int position, string name, T usual) => Argument(position, name) switch
    {
        null => usual,
        long value when typeof(T) == typeof(int) => (T)(object)(int)value,
        long value when typeof(T) == typeof(double) => (T)(object)(double)value,
        var value => (T)value,
    };

    public bool Has(string name) => ((Dictionary<string, object?>)_fields["arguments"]!).ContainsKey(name);

    public Operand Operand(int position, string name = "") => ToOperand(Argument(position, name));

    public DType? DType(int position = -1, string name = "dtype") => ToDType(Argument(position, name));

    public int[] Dimensions(int position, string name) => Argument(position, name) switch
    {
        null => [],
        long one => [(int)one],
        object?[] many => [.. many.Select(d => (int)(long)d!)],
        var other => throw new NotSupportedException($"{other}"),
    };

    public long[] Sizes(int position, string name = "") => Argument(position, name) switch
    {
        long one => [one],
        object?[] many => [.. many.Select(d => (long)d!)],
        var other => throw new NotSupportedException($"{other}"),
    };

    public static DType? ToDType(object? value) => value is string text && text.StartsWith("torch.", StringComparison.Ordinal) && DTypes.TryParse(text[6..], out DType dtype) ? dtype : null;

    public static Operand ToOperand(object? value) => value switch
    {
        Tensor tensor => tensor,
        bool truth => truth,
        long whole => whole,
        double real => real,
        Complex complex => complex,
        _ => throw new NotSupportedException($"{value ?? "None"} is no operand"),
    };

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
            case PyObject made when made.Arguments is PyTuple { Items: [PyFloat real, PyFloat imaginary] }:
                return new Complex(real.Value, imaginary.Value);
            default:
                throw new NotSupportedException($"{path}: {node.Kind}");
        }
    }
}
