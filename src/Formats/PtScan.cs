using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>Every Python name in a file.</summary>
/// <param name="Container">The file's format.</param>
/// <param name="Pickles">How many pickles were looked into.</param>
/// <param name="Globals">The names, in the order of the file.</param>
/// <param name="Problems">What could not be read; the names behind it are listed as far as they can be told.</param>
public sealed record PtScan(PtContainerKind Container, int Pickles, IReadOnlyList<ScannedGlobal> Globals, IReadOnlyList<PtFormatException> Problems)
{
    /// <summary>Records of code that PyTorch would compile and run: a TorchScript archive is a program, whatever its pickles name.</summary>
    public IReadOnlyList<string> CodeFiles { get; init; } = [];

    /// <summary>Whether a name could act in Python.</summary>
    public bool IsDangerous => Globals.Any(global => global.Rating.Class == GlobalClass.Dangerous);

    /// <summary>Whether everything could be read.</summary>
    public bool IsWhole => Problems.Count == 0;
}
