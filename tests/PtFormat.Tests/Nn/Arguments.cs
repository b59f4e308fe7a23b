using PtFormat.Kernels;
using PtFormat.Nn;
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

    public bool? BoolOrNull(string name) => (bool?)this[name];

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

    /// <summary>A value or a tuple, as it is given; null where it is not.</summary>
    public OneOrMore<int>? OneOrMore(string name) => this[name] switch
    {
        null => null,
        long one => checked((int)one),
        object?[] many => new OneOrMore<int>([.. many.Select(value => checked((int)(long)value!))]),
        var other => throw new NotSupportedException($"{name} is {other}"),
    };

    /// <summary>A float or a tuple of floats; null where it is not given.</summary>
    public OneOrMore<double>? Factors(string name) => this[name] switch
    {
        null => null,
        object?[] many => new OneOrMore<double>([.. many.Select(value => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture))]),
        var one => Convert.ToDouble(one, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>A size or a tuple of sizes of which some may be None.</summary>
    public OneOrMore<int?> OutputSize(string name) => this[name] is object?[] many
        ? new OneOrMore<int?>([.. many.Select(value => value is null ? default(int?) : checked((int)(long)value))])
        : Int(name);

    /// <summary>3 or (3,).</summary>
    public int Size1(string name, int usual = 0) => Ints(name) switch
    {
        null => usual,
        [int one] => one,
        var other => throw new NotSupportedException($"{name} has {other.Length} numbers"),
    };

    /// <summary>3 or (3, 5); null where it is not given.</summary>
    public Size2? Size2(string name) => Ints(name) switch
    {
        null => null,
        [int both] => both,
        [int height, int width] => (height, width),
        var other => throw new NotSupportedException($"{name} has {other.Length} numbers"),
    };

    /// <summary>3 or (3, 5, 7); null where it is not given.</summary>
    public Size3? Size3(string name) => Ints(name) switch
    {
        null => null,
        [int all] => all,
        [int depth, int height, int width] => (depth, height, width),
        var other => throw new NotSupportedException($"{name} has {other.Length} numbers"),
    };

    /// <summary>A convolution's padding: a size, sizes, "same" or "valid".</summary>
    public Padding Padding(string name) => this[name] is string word
        ? word == "same" ? PtFormat.Nn.Padding.Same : PtFormat.Nn.Padding.Valid
        : Ints(name) switch
        {
            null => default,
            [int one] => one,
            [int height, int width] => (height, width),
            [int depth, int height, int width] => (depth, height, width),
            var other => throw new NotSupportedException($"{name} has {other.Length} numbers"),
        };

    /// <summary>How a layer pads.</summary>
    public PaddingMode PaddingMode(string name) => Text(name) switch
    {
        null or "zeros" => PtFormat.Kernels.PaddingMode.Zeros,
        "reflect" => PtFormat.Kernels.PaddingMode.Reflect,
        "replicate" => PtFormat.Kernels.PaddingMode.Replicate,
        "circular" => PtFormat.Kernels.PaddingMode.Circular,
        var other => throw new NotSupportedException(other),
    };

    /// <summary>The argument called dtype.</summary>
    public DType DType => Text("dtype") is { } name ? DTypes.TryParse(name["torch.".Length..], out DType dtype) ? dtype : throw new NotSupportedException(name) : DType.Float32;

    /// <summary>An argument that is a module: its class and its own arguments.</summary>
    public (string Layer, Arguments Arguments)? Layer(string name) => this[name] is Dictionary<string, object?> nested
        ? ((string)nested["layer"]!, new((Dictionary<string, object?>)nested["arguments"]!))
        : null;
}
