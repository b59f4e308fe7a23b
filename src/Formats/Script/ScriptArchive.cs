namespace PtFormat.Formats.Script;

/// <summary>
/// What a TorchScript archive (<c>torch.jit.save</c>) holds besides values: modules with their classes, and code. None of it is run.
/// </summary>
public sealed record ScriptArchive
{
    /// <summary>Every module, depth first, the root before all others; one that stands in several places at each of them.</summary>
    public required IReadOnlyList<ScriptModule> Modules { get; init; }

    /// <summary>The code, in the archive's order. Its version is the container's: <see cref="PtContainer.Version"/>.</summary>
    public required IReadOnlyList<ScriptFile> Code { get; init; }

    /// <summary>The names of the records that tie the code to the sources it was made of.</summary>
    public required IReadOnlyList<string> DebugFiles { get; init; }

    /// <summary>The names of the files that were given to <c>torch.jit.save</c> as <c>_extra_files</c>.</summary>
    public required IReadOnlyList<string> ExtraFiles { get; init; }

    /// <summary>The version of the lite interpreter's bytecode, where there is some.</summary>
    public long? BytecodeVersion { get; init; }
}
