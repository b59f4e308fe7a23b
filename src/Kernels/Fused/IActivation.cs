namespace PtFormat.Kernels;

/// <summary>An operation on one operand that another may take over: a pass asks for this and writes it into the operation before.</summary>
interface IActivation
{
    /// <summary>The same function as an attribute, or null where it has no form for registers.</summary>
    Activation? Activation { get; }
}
