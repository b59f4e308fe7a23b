using System.Collections;
using System.Globalization;

namespace PtFormat.Nn;

/// <summary>Modules in order, called <c>0</c>, <c>1</c>, …; what is done with them is their owner's affair.</summary>
public sealed class ModuleList<T> : Module, IReadOnlyList<T> where T : Module
{
    readonly List<T> _modules = [];

    /// <inheritdoc/>
    protected internal override string PythonName => "torch.nn.modules.container.ModuleList";

    /// <summary>The modules in order.</summary>
    public ModuleList(params IEnumerable<T> modules)
    {
        foreach (T module in modules)
            Append(module);
    }

    /// <inheritdoc/>
    public int Count => _modules.Count;

    /// <summary>A module by position; negative positions count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such module.</exception>
    public T this[int index] => _modules[index < 0 ? index + _modules.Count : index];

    /// <summary>Adds a module at the end.</summary>
    /// <returns>This list.</returns>
    public ModuleList<T> Append(T module)
    {
        _modules.Add(Child(_modules.Count.ToString(CultureInfo.InvariantCulture), module));
        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
