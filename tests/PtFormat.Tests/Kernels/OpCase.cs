using System.Numerics;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>One case of fixtures/ops: an operation's inputs and arguments, and what real PyTorch made of them.</summary>
sealed class OpCase
{
    readonly Dictionary<string, object?> _fields;

    OpCase(string version, Dictionary<string, object?> fields) => (Version, _fields) = (version, fields);

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    public string Name => (string)_fields["name"]!;

    public string Operation => (string)_fields["operation"]!;

    public object?[] Inputs => (object?[])_fields["inputs"]!;

    /// <summary>What came, or null where PyTorch refused.</summary>
    public object?[]? Outputs => (object?[]?)_fields.GetValueOrDefault("outputs");

    /// <summary>PyTorch's words where it refused.</summary>
    public string? Error => (string?)_fields.GetValueOrDefault("error");

    public Tensor X => (Tensor)Inputs[0]!;

    public static OpCase[] Load(string group, string version = "2.14") =>
        [.. ComputedFile.Cases("ops", version, $"{group}.pt").Select(fields => new OpCase(version, fields))];

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
}
