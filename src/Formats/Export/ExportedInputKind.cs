namespace PtFormat.Formats.Export;

/// <summary>Where an input of an exported graph comes from.</summary>
public enum ExportedInputKind : byte
{
    /// <summary>The caller.</summary>
    UserInput,
    /// <summary>A parameter of the module.</summary>
    Parameter,
    /// <summary>A buffer of the module.</summary>
    Buffer,
    /// <summary>A tensor that is neither.</summary>
    Constant,
    /// <summary>An object of a class from C++.</summary>
    CustomObject,
    /// <summary>What keeps operations with effects in order; no value.</summary>
    Token,
    /// <summary>The caller, who must give this very number or text.</summary>
    FixedInput,
}
