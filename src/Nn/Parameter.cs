using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A slot for a tensor that is learned.</summary>
public sealed class Parameter : Slot
{
    bool _requiresGrad = true;

    internal Parameter(Tensor? value, Init? init = null) : base(value) => Init = init ?? Init.Zeros;

    /// <summary>How its first values are drawn.</summary>
    public Init Init { get; }

    /// <summary>False for a frozen parameter. Nothing is computed from it here; saved modules carry it.</summary>
    public bool RequiresGrad
    {
        get => ((Parameter)Origin)._requiresGrad;
        set => ((Parameter)Origin)._requiresGrad = value;
    }

    private protected override string Kind => "parameter";
}
