namespace PtFormat.Models;

/// <summary>A setting that lists the module's own parameters again.</summary>
sealed record WeightList(string[] Names);
