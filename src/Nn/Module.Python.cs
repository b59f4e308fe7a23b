using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>What a whole module is in Python, where files name its class.</content>
public abstract partial class Module
{
    /// <summary>
    /// The class that a saved module is an instance of: <c>models.resnet.Block</c>. Layers of <c>torch.nn</c> are known by name;
    /// for others it is the class of the same name in the script that Python runs, <c>__main__</c>.
    /// </summary>
    protected internal virtual string PythonName => $"__main__.{GetType().Name}";

    /// <summary>
    /// What an instance has in Python besides parameters, buffers and modules, in the order in which its constructor sets it:
    /// <c>[("hidden_size", 64)]</c>. Anything that a state_dict may hold.
    /// </summary>
    protected internal virtual IEnumerable<(string Name, object? Value)> PythonAttributes => [];

    /// <summary>How the file that the module came from spelled what its settings do not tell; kept by who loads for who saves.</summary>
    internal object? Spelling { get; set; }

    internal IEnumerable<(string Name, Parameter Parameter)> OwnParameters => from part in _parts where part.Slot is Parameter select (part.Name, (Parameter)part.Slot!);

    internal IEnumerable<(string Name, Buffer Buffer)> OwnBuffers => from part in _parts where part.Slot is Buffer select (part.Name, (Buffer)part.Slot!);

    /// <summary>Whether a part of that name can be added.</summary>
    internal bool CanHave(string name) => name.Length > 0 && !name.Contains('.', StringComparison.Ordinal) && !_parts.Exists(part => part.Name == name) && !_computed.Exists(how => how.Name == name);

    internal void AddBuffer(string name, Tensor? value, bool persistent) => Buffer(name, value, persistent);

    internal bool HasParts => _parts.Count > 0;

    /// <summary>The same module once more, of one that has no parts.</summary>
    internal Module Clone() => (Module)MemberwiseClone();

    /// <summary>Sets this module alone, not those below.</summary>
    internal void SetOwnTraining(bool training) => Training = training;
}
