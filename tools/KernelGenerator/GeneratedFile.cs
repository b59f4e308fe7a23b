namespace PtFormat.KernelGenerator;

/// <summary>A file that the generator writes.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="Text">The whole text.</param>
public sealed record GeneratedFile(string Path, string Text);
