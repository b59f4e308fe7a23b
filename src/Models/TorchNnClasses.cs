using PtFormat.Formats;
using PtFormat.Nn;

namespace PtFormat.Models;

/// <summary>The table: pickled class of <c>torch.nn</c> and layer, one row each.</summary>
static partial class TorchNnClasses
{
    static readonly TorchNnClass[] All =
    [
        .. Containers, .. Linears, .. Convolutions, .. Pooling, .. Activations, .. Normalizations, .. Dropouts, .. Shaping, .. Paddings,
        .. Embeddings, .. Recurrent, .. Attention, .. Losses,
    ];

    static readonly Dictionary<string, TorchNnClass> ByPath = All.ToDictionary(row => row.Path, StringComparer.Ordinal);
    static readonly Dictionary<Type, TorchNnClass> ByType = All.ToDictionary(row => row.Type);

    /// <summary>Every row.</summary>
    public static IReadOnlyCollection<TorchNnClass> Rows => All;

    /// <summary>The row of a class in a file, if it is one of ours.</summary>
    public static TorchNnClass? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>The row of a module; null for a class of the user's.</summary>
    public static TorchNnClass? Of(Module module) =>
        // A list of modules of one kind is another type than a list of any.
        ByType.GetValueOrDefault(module.GetType()) ?? (Find(module.PythonName) is { Gather: not null } container ? container : null);

    static TorchNnClass Row<T>(string path, Func<PickledModule, T> make, Func<T, (string, object?)[]> settings) where T : Module =>
        Row(path, make, (module, _) => settings(module));

    static TorchNnClass Row<T>(string path, Func<PickledModule, T> make, Func<T, PtProducer, (string, object?)[]> settings) where T : Module =>
        new($"torch.nn.modules.{path}", typeof(T), make, (module, producer) => settings((T)module, producer));

    // A class without settings.
    static TorchNnClass Row<T>(string path) where T : Module, new() => Row<T>(path, _ => new(), _ => []);

    // The default is an int in Python, and people give ints.
    static WholeNumber Whole(double number) => new(number);
}
