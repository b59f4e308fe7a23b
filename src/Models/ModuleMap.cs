using PtFormat.Nn;

namespace PtFormat.Models;

/// <summary>
/// Which of your modules stands for which Python class when a whole module is loaded. A file never decides what runs: what is
/// not in the map, and is no layer of <c>torch.nn</c>, is an error that tells the line to add.
/// </summary>
public sealed class ModuleMap
{
    readonly Dictionary<string, Func<PickledModule, Module>> _factories = new(StringComparer.Ordinal);

    /// <summary>Adds a class: <c>map.Add("__main__.MyNet", () => new MyNet())</c>.</summary>
    /// <param name="pythonClass">The class, dotted, as the file spells it.</param>
    /// <param name="make">Makes a module with the parameters, buffers and children that the file has; it is filled afterwards.</param>
    /// <returns>The map itself.</returns>
    /// <exception cref="ArgumentException">The class is in the map already.</exception>
    public ModuleMap Add(string pythonClass, Func<Module> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return Add(pythonClass, _ => make());
    }

    /// <summary>Adds a class whose instances differ: <c>map.Add("__main__.MyNet", saved => new MyNet(saved.Int("hidden_size")))</c>.</summary>
    /// <inheritdoc cref="Add(string, Func{Module})"/>
    public ModuleMap Add(string pythonClass, Func<PickledModule, Module> make)
    {
        ArgumentException.ThrowIfNullOrEmpty(pythonClass);
        ArgumentNullException.ThrowIfNull(make);
        if (!_factories.TryAdd(pythonClass, make))
            throw new ArgumentException($"'{pythonClass}' is in the map already", nameof(pythonClass));
        return this;
    }

    internal bool IsEmpty => _factories.Count == 0;

    internal bool Has(string pythonClass) => _factories.ContainsKey(pythonClass);

    internal Module Make(PickledModule saved) =>
        _factories[saved.ClassName](saved) ?? throw new InvalidOperationException($"the map's function for '{saved.ClassName}' gave null");
}
