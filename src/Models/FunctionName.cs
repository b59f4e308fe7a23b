namespace PtFormat.Models;

/// <summary>A setting that is a function: files name it.</summary>
sealed record FunctionName(string Module, string Name);
