namespace PtFormat.Formats.Python;

/// <summary>Something that lies in a container or object, and the step that leads there.</summary>
/// <param name="Step">The step.</param>
/// <param name="Content">A <see cref="Pickle.PickleValue"/>, or a <see cref="Torch.TorchTensor"/> that is part of another.</param>
readonly record struct PythonChild(PythonStep Step, object Content);
