using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// What a transformer's layers apply between their linear layers: a function of <c>torch.nn.functional</c> or <c>torch</c>, or any
/// layer, which then is a child of theirs, as in PyTorch.
/// </summary>
/// <example><code>
/// new TransformerEncoderLayer(512, 8, activation: ActivationFunction.Gelu);
/// new TransformerEncoderLayer(512, 8, activation: new LeakyRelu(0.2));
/// </code></example>
public sealed class ActivationFunction
{
    const string Functional = "torch.nn.functional";
    const string Native = "torch._C._nn";

    // What torch.relu and its like are methods of.
    const string Methods = "torch._C._VariableFunctionsClass";

    // By the names that pickled functions have; what options they take are at their defaults.
    static readonly Dictionary<string, ActivationFunction> Known = new (string Module, string Name, Func<Tensor, Tensor> Apply)[]
    {
        (Functional, "relu", Ops.Relu), (Native, "gelu", x => Ops.Gelu(x)), (Functional, "silu", Ops.Silu), (Functional, "elu", x => Ops.Elu(x)),
        (Functional, "leaky_relu", x => Ops.LeakyRelu(x)), (Functional, "selu", Ops.Selu), (Functional, "celu", x => Ops.Celu(x)), (Functional, "mish", Ops.Mish),
        (Functional, "tanh", Ops.Tanh), (Functional, "sigmoid", Ops.Sigmoid), (Functional, "relu6", Ops.Relu6), (Functional, "hardtanh", x => Ops.Hardtanh(x)),
        (Functional, "hardswish", Ops.Hardswish), (Functional, "hardsigmoid", Ops.Hardsigmoid), (Functional, "softsign", Ops.Softsign), (Functional, "tanhshrink", Ops.Tanhshrink),
        (Native, "softplus", x => Ops.Softplus(x)), (Native, "softshrink", x => Ops.Softshrink(x)), (Native, "log_sigmoid", Ops.LogSigmoid),
        (Methods, "relu", Ops.Relu), (Methods, "tanh", Ops.Tanh), (Methods, "sigmoid", Ops.Sigmoid), (Methods, "selu", Ops.Selu), (Methods, "celu", x => Ops.Celu(x)),
        (Methods, "hardshrink", x => Ops.Hardshrink(x)),
    }.ToDictionary(row => $"{row.Module}.{row.Name}", row => new ActivationFunction(row.Apply, $"{row.Module}.{row.Name}", null), StringComparer.Ordinal);

    readonly Func<Tensor, Tensor> _apply;

    ActivationFunction(Func<Tensor, Tensor> apply, string pythonName, Layer? layer) => (_apply, PythonName, Layer) = (apply, pythonName, layer);

    /// <summary><c>torch.nn.functional.relu</c>, the default.</summary>
    public static ActivationFunction Relu { get; } = Known[$"{Functional}.relu"];

    /// <summary><c>torch.nn.functional.gelu</c>, by the error function.</summary>
    public static ActivationFunction Gelu { get; } = Known[$"{Native}.gelu"];

    /// <summary><c>torch.nn.functional.silu</c>.</summary>
    public static ActivationFunction Silu { get; } = Known[$"{Functional}.silu"];

    /// <summary><c>torch.nn.functional.elu</c>, alpha 1.</summary>
    public static ActivationFunction Elu { get; } = Known[$"{Functional}.elu"];

    /// <summary><c>torch.nn.functional.leaky_relu</c>, slope 0.01.</summary>
    public static ActivationFunction LeakyRelu { get; } = Known[$"{Functional}.leaky_relu"];

    /// <summary><c>torch.nn.functional.selu</c>.</summary>
    public static ActivationFunction Selu { get; } = Known[$"{Functional}.selu"];

    /// <summary><c>torch.nn.functional.mish</c>.</summary>
    public static ActivationFunction Mish { get; } = Known[$"{Functional}.mish"];

    /// <summary><c>torch.nn.functional.tanh</c>.</summary>
    public static ActivationFunction Tanh { get; } = Known[$"{Functional}.tanh"];

    /// <summary><c>torch.nn.functional.sigmoid</c>.</summary>
    public static ActivationFunction Sigmoid { get; } = Known[$"{Functional}.sigmoid"];

    /// <summary>The layer that it is; null for a function.</summary>
    public Layer? Layer { get; }

    /// <summary>A layer as an activation.</summary>
    public static implicit operator ActivationFunction(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return new(layer.Forward, layer.PythonName, layer);
    }

    /// <summary>Its result for every element.</summary>
    public Tensor Apply(Tensor x) => _apply(x);

    /// <summary><c>torch.nn.functional.relu</c>, or the layer's class.</summary>
    public override string ToString() => PythonName;

    /// <summary>The dotted name in files.</summary>
    internal string PythonName { get; }

    /// <summary>How PyTorch's fast path for layers in evaluation knows it: 1 for ReLU, 2 for GELU, 0 for what it has no code for.</summary>
    internal int FastPath => this == Relu || Layer is Relu ? 1 : this == Gelu || Layer is Gelu ? 2 : 0;

    /// <summary>The function of that name; null where there is none.</summary>
    internal static ActivationFunction? Find(string pythonName) => Known.GetValueOrDefault(pythonName);

    internal static IEnumerable<string> KnownNames => Known.Keys;

    /// <summary>The same for another layer of a transformer: a function is itself, a layer is made anew.</summary>
    /// <exception cref="InvalidOperationException">The layer has parts that cannot be copied.</exception>
    internal ActivationFunction Copy() => Layer switch
    {
        null => this,
        Prelu prelu => new Prelu(prelu.NumParameters, prelu.Init, prelu.Weight.Value.DType),
        { HasParts: false } layer => (Layer)layer.Clone(),
        var layer => throw new InvalidOperationException($"transformer layer: the activation {layer.GetType().Name} has parameters or layers of its own and cannot be copied: of those with parameters only Prelu can"),
    };
}
