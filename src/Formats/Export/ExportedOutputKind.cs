namespace PtFormat.Formats.Export;

/// <summary>Where an output of an exported graph goes.</summary>
public enum ExportedOutputKind : byte
{
    /// <summary>To the caller.</summary>
    UserOutput,
    /// <summary>To the caller, as the loss of a training step.</summary>
    Loss,
    /// <summary>Into a buffer of the module.</summary>
    BufferMutation,
    /// <summary>Into a parameter of the module.</summary>
    ParameterMutation,
    /// <summary>Into an input of the caller's.</summary>
    UserInputMutation,
    /// <summary>The gradient of a parameter.</summary>
    GradientToParameter,
    /// <summary>The gradient of an input of the caller's.</summary>
    GradientToUserInput,
    /// <summary>What keeps operations with effects in order; no value.</summary>
    Token,
}
