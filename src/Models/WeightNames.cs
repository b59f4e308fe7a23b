namespace PtFormat.Models;

/// <summary>A setting that lists names of weights, made by formatting: their texts are the parameters' own the first time only.</summary>
/// <param name="Layers">The names, layer by layer.</param>
/// <param name="IsFlat">One list of all, else a list for each layer.</param>
sealed record WeightNames(string[][] Layers, bool IsFlat);
