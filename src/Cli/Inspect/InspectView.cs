using PtFormat.Pickle;

namespace PtFormat.Cli.Inspect;

/// <summary>How a file is to be shown to people.</summary>
/// <param name="List">A line for each tensor with its whole name, in place of the tree.</param>
/// <param name="All">Also what is alike, and what pickled modules keep beside their parts.</param>
/// <param name="Stats">Read the tensors and say what their elements are like.</param>
/// <param name="Limits">What reading them may cost.</param>
sealed record InspectView(bool List, bool All, bool Stats, LoadLimits Limits);
