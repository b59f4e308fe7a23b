namespace PtFormat.Cli;

/// <summary>What the tables call a tensor.</summary>
static class TensorNames
{
    /// <summary>A state_dict's key bare, any longer path as the Python that leads there; fit for a terminal.</summary>
    public static string Show(string path) => PlainText.OneLine(Bare(path));

    /// <summary>The same as the file spells it, to be matched.</summary>
    public static string Bare(string path) =>
        path.StartsWith("['", StringComparison.Ordinal) && path.IndexOf("']", StringComparison.Ordinal) == path.Length - 2 ? path[2..^2] : path.Length == 0 ? "(the root)" : path;
}
