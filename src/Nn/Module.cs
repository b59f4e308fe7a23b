using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Something with parameters, buffers and children, each under a name that its constructor says once, in PyTorch's order and
/// spelling. A constructor draws nothing: parameters hold the constants that their layer starts from, or zeros, until
/// a state_dict is loaded.
/// </summary>
public abstract partial class Module
{
    // In the order of the constructor, which is the order in which PyTorch draws first values.
    readonly List<Part> _parts = [];
    readonly DType _dtype;
    Generator? _generator;

    /// <summary>A module without parts.</summary>
    /// <param name="dtype">Of the parameters that it will add.</param>
    protected Module(DType dtype = DType.Float32) => _dtype = dtype;

    /// <summary>True from the start and after <see cref="Train"/>, false after <see cref="Eval"/>.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>The modules directly in this one, by name, in order.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children =>
        [.. from part in _parts where part.Child is not null select (part.Name, part.Child)];

    /// <summary>Sets this module and all below it to training.</summary>
    /// <param name="generator">Where random layers such as dropout draw from; without one they keep what they have.</param>
    public void Train(Generator? generator = null) => SetTraining(true, generator);

    /// <summary>Sets this module and all below it to evaluation.</summary>
    public void Eval() => SetTraining(false, null);

    /// <summary>Every parameter once, under the first of its names: <c>conv1.weight</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => Named<Parameter>();

    /// <summary>Every buffer once, also those that no state_dict lists, under the first of its names: <c>bn1.running_mean</c>.</summary>
    public IEnumerable<(string Name, Buffer Buffer)> NamedBuffers() => Named<Buffer>();

    /// <summary>Every parameter once.</summary>
    public IEnumerable<Parameter> Parameters() => NamedParameters().Select(named => named.Parameter);

    /// <summary>This module, named by the prefix, and every module below it once, parents first: <c>encoder.layers.0</c>.</summary>
    public IEnumerable<(string Name, Module Module)> NamedModules(string prefix = "")
    {
        HashSet<Module> seen = [];
        return Below(prefix).Where(named => seen.Add(named.Module)).ToList();
    }

    /// <summary>Converts all floating-point parameters and buffers, as <c>module.to(dtype)</c> does; slots keep their places.</summary>
    /// <exception cref="ArgumentException">The dtype holds no floating-point or complex numbers.</exception>
    public void To(DType dtype)
    {
        if (!dtype.IsFloatingPoint() && !dtype.IsComplex())
            throw new ArgumentException($"a module's parameters can be floating-point or complex, not {dtype.Name()}", nameof(dtype));
        foreach (Slot slot in AllSlots())
            if (slot.Value.DType is { } own && (own.IsFloatingPoint() || own.IsComplex()))
                slot.Value = slot.Value.To(dtype);
    }

    /// <summary>Moves all parameters and buffers to a device, as <c>module.to(device)</c> does; slots keep their places.</summary>
    public void To(Device device)
    {
        foreach (Slot slot in AllSlots().Where(slot => !slot.IsComputed))
            slot.Value = slot.Value.To(device);
    }

    /// <summary>Tells a recorder the names of all parameters and buffers, so that its graph says <c>conv1.weight</c>.</summary>
    /// <exception cref="InvalidOperationException">A parameter changes others each time it is read, as spectral_norm does in training.</exception>
    public void NameConstants(Recorder recorder)
    {
        foreach ((string name, Module module) in NamedModules())
            if (module.Training && module._computed.Find(how => how.ChangesInTraining) is { } changing)
                throw new InvalidOperationException($"{Join(name, changing.Name)}: training changes the vectors of spectral_norm, which cannot be recorded: call Eval() first");
        foreach ((string name, Slot slot) in Named<Slot>())
            recorder.NameConstant(slot.Value, name);
    }

    /// <summary>What a random layer draws from while training.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Train"/> was never given a generator.</exception>
    protected Generator Generator => _generator ?? throw new InvalidOperationException(
        $"{GetType().Name} draws random numbers while training: call Train(new Generator(seed)), or Eval() for inference");

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">The name in the state_dict.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="init">How first values are drawn; constants are there from the start. Zeros if null.</param>
    /// <param name="present">False for a slot that stays empty and is in no state_dict.</param>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected Parameter Parameter(string name, Shape shape, Init? init = null, bool present = true) =>
        Parameter(name, new Parameter(present ? (init ?? Init.Zeros).Start(shape, _dtype) : null, init));

    /// <summary>Adds a parameter that another module has too: a value put into one is in both.</summary>
    /// <param name="name">The name in the state_dict.</param>
    /// <param name="shared">The other's.</param>
    /// <param name="init">
    /// What the layer draws in Python before its parameter is replaced, to be thrown away: first values of what comes after it depend on
    /// that. Null where Python sets the parameter at once and draws nothing.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected Parameter Parameter(string name, Parameter shared, Init? init = null)
    {
        if (init is null)
            return Add(name, shared);
        Parameter own = Parameter(name, shared.Shape, init);
        own.TieTo(shared);
        return own;
    }

    /// <summary>Adds a buffer.</summary>
    /// <param name="name">The name in the state_dict.</param>
    /// <param name="value">What it holds; null for a slot that stays empty and is in no state_dict.</param>
    /// <param name="persistent">False to keep it out of state_dicts.</param>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected Buffer Buffer(string name, Tensor? value, bool persistent = true) => Add(name, new Buffer(value, persistent));

    /// <summary>Adds a child; the same module may be a child twice.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
    protected T Child<T>(string name, T module) where T : Module
    {
        CheckName(name);
        _parts.Add(new(name, null, module));
        return module;
    }

    T Add<T>(string name, T slot) where T : Slot
    {
        CheckName(name);
        _parts.Add(new(name, slot, null));
        return slot;
    }

    List<(string Name, T Slot)> Named<T>() where T : Slot
    {
        HashSet<Slot> seen = [];
        return (from module in Below("")
                from part in module.Module._parts
                where part.Slot is T { IsPresent: true } && seen.Add(part.Slot.Origin)
                select (Join(module.Name, part.Name), (T)part.Slot!.Origin)).ToList();
    }

    IEnumerable<Slot> AllSlots() => Named<Slot>().Select(named => named.Slot);

    // Parents first, a shared module at each of its places.
    IEnumerable<(string Name, Module Module)> Below(string name) =>
        _parts.Where(part => part.Child is not null).SelectMany(part => part.Child!.Below(Join(name, part.Name))).Prepend((name, this));

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    void SetTraining(bool training, Generator? generator)
    {
        (Training, _generator) = (training, generator ?? _generator);
        foreach (Part part in _parts)
            part.Child?.SetTraining(training, generator);
    }

    void CheckName(string name)
    {
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' is no name for a part of a module: it must have a letter and no dot", nameof(name));
        if (_parts.Exists(part => part.Name == name))
            throw new ArgumentException($"the module has a part called '{name}' already", nameof(name));
    }

    // A slot or a child.
    sealed record Part(string Name, Slot? Slot, Module? Child);
}
