using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>
/// Arguments by their Python names, as a fixture's case gives them. What nobody asked for is an error: a layer that ignores an
/// argument would go unnoticed where its default happens to give the same.
/// </summary>
sealed class Arguments(Dictionary<string, object?> values)
{
    // Where a tensor lies is nothing that a layer here is told.
    readonly HashSet<string> _unread = [.. values.Keys.Where(name => name != "device")];

    public IReadOnlyCollection<string> Unread => _unread;

    /// <summary>True where an argument is given and not None; asking is not reading.</summary>
    public bool Has(string name) => values.GetValueOrDefault(name) is not null;

    /// <summary>True where an argument is given, and be it None.</summary>
    public bool IsGiven(string name) => values.ContainsKey(name);

    /// <summary>The value as the fixture holds it, null where it is not given.</summary>
    public object? this[string name]
    {
        get
        {
            _unread.Remove(name);
            return values.GetValueOrDefault(name);
        }
    }

    public int Int(string name, int usual = 0) => this[name] is { } value ? checked((int)(long)value) : usual;

    public int? IntOrNull(string name) => this[name] is { } value ? checked((int)(long)value) : null;

    public double Double(string name, double usual = 0) => this[name] switch
    {
        null => usual,
        long whole => whole,
        var value => (double)value,
    };

    public bool Bool(string name, bool usual = false) => (bool?)this[name] ?? usual;

    public string? Text(string name) => (string?)this[name];

    public Tensor? Tensor(string name) => (Tensor?)this[name];

    /// <summary>One number or several; null where it is not given.</summary>
    public int[]? Ints(string name) => this[name] switch
    {
        null => null,
        long one => [checked((int)one)],
        object?[] many => [.. many.Select(value => checked((int)(long)value!))],
        var other => throw new NotSupportedException($"{name} is {other}"),
    };

    /// <summary>3 or (3, 5); null where it is not given.</summary>
    public Size2? Size2(string name) => Ints(name) switch
    {
        null => null,
        [int both] => both,
        [int height, int width] => (height, width),
        var other => throw new NotSupportedException($"{name} has {other.Length} numbers"),
    };

    /// <summary>The argument called dtype.</summary>
    public DType DType => Text("dtype") is { } name ? DTypes.TryParse(name["torch.".Length..], out DType dtype) ? dtype : throw new NotSupportedException(name) : DType.Float32;

    /// <summary>An argument that is a module: its class and its own arguments.</summary>
    public (string Layer, Arguments Arguments)? Layer(string name) => this[name] is Dictionary<string, object?> nested
        ? ((string)nested["layer"]!, new((Dictionary<string, object?>)nested["arguments"]!))
        : null;
}
