using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A slot for a tensor that belongs to a module's state and is not learned, such as running statistics.</summary>
public sealed class Buffer : Slot
{
    internal Buffer(Tensor? value, bool persistent) : base(value) => IsPersistent = persistent;

    /// <summary>False for a buffer that no state_dict lists.</summary>
    public bool IsPersistent { get; }

    private protected override string Kind => "buffer";
}
