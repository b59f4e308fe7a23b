using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Something with parameters and children, each under a name that its constructor says once, in PyTorch's order and spelling.
/// Parameters start as zeros: their values come from a state_dict.
/// </summary>
public abstract partial class Module
{
    readonly List<(string Name, Parameter Parameter)> _parameters = [];
    readonly List<(string Name, Module Module)> _children = [];

    /// <summary>True from the start and after <see cref="Train"/>, false after <see cref="Eval"/>.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>The modules directly in this one, by name, in order.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => _children;

    /// <summary>The version that PyTorch writes into a state_dict's metadata for this kind of module.</summary>
    protected virtual long Version => 1;

    /// <summary>Sets this module and all below it to training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Sets this module and all below it to evaluation.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>Every parameter once, under the first of its names: <c>conv1.weight</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        HashSet<Parameter> seen = [];
        return Slots("").Where(slot => seen.Add(slot.Parameter)).ToList();
    }

    /// <summary>Every parameter once.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(named => named.Parameter);

    /// <summary>Tells a recorder the names of all parameters, so that its graph says <c>conv1.weight</c>.</summary>
    public void NameConstants(Recorder recorder)
    {
        foreach ((string name, Parameter parameter) in NamedParameters())
            recorder.NameConstant(parameter.Value, name);
    }

    /// <summary>Adds a parameter of zeros.</summary>
    /// <param name="name">The name in the state_dict.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="present">False for a slot that stays empty and is in no state_dict.</param>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected Parameter Parameter(string name, Shape shape, bool present = true) =>
        Parameter(name, new Parameter(present ? Tensor.Zeros(shape) : null));

    /// <summary>Adds a parameter that another module has too: one slot, so a value put into one is in both.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected Parameter Parameter(string name, Parameter shared)
    {
        CheckName(name);
        _parameters.Add((name, shared));
        return shared;
    }

    /// <summary>Adds a child; the same module may be a child twice.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected T Child<T>(string name, T module) where T : Module
    {
        CheckName(name);
        _children.Add((name, module));
        return module;
    }

    // In PyTorch's order: a module's own parameters, then its children's, a shared one at each of its places.
    IEnumerable<(string Name, Parameter Parameter)> Slots(string prefix)
    {
        foreach ((string name, Parameter parameter) in _parameters)
            if (parameter.IsPresent)
                yield return (prefix + name, parameter);
        foreach ((string name, Module child) in _children)
            foreach ((string Name, Parameter Parameter) slot in child.Slots($"{prefix}{name}."))
                yield return slot;
    }

    void SetTraining(bool training)
    {
        Training = training;
        foreach ((_, Module child) in _children)
            child.SetTraining(training);
    }

    void CheckName(string name)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' is no name for a part of a module: it must have a letter and no dot", nameof(name));
        if (_parameters.Exists(p => p.Name == name) || _children.Exists(c => c.Name == name))
            throw new ArgumentException($"the module has a part called '{name}' already", nameof(name));
    }
}
