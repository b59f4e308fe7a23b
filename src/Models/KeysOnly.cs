namespace PtFormat.Models;

/// <summary>A setting that is a dict of names without values: how PyTorch keeps an ordered set.</summary>
sealed record KeysOnly(IEnumerable<string> Names);
