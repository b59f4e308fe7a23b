using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A <c>torch.Generator</c>: a source of random numbers, as it stood.</summary>
/// <param name="Device">Where it makes them.</param>
/// <param name="Seed">What it was seeded with.</param>
/// <param name="State">Its state, uint8.</param>
public sealed record TorchGenerator(TorchDevice Device, BigInteger Seed, Tensor State);
