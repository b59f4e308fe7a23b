namespace PtFormat.Formats.Python;

/// <summary>What a listing has a line for, and where it stands. Three words: a listing may have a line for each byte of a pickle.</summary>
/// <param name="Content">A <see cref="Pickle.PickleValue"/>, or a <see cref="Torch.TorchTensor"/> that is part of another.</param>
/// <param name="Place">The path of what holds it, where it has an index in that; else its own.</param>
/// <param name="Index">The index, or -1.</param>
readonly record struct PythonRow(object Content, PythonPath? Place, int Index = -1)
{
    /// <summary>The path; null for the root.</summary>
    public PythonPath? Path => Index < 0 ? Place : new(Place, PythonStep.Index(Index));
}
