namespace PtFormat.Formats.Torch;

/// <summary>A <c>torch.device</c>.</summary>
/// <param name="Type"><c>cpu</c>, <c>cuda</c>, <c>meta</c>, …</param>
/// <param name="Index">Which of several, or null.</param>
public sealed record TorchDevice(string Type, long? Index);
