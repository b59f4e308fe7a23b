namespace PtFormat.Cli;

/// <summary>Shares as bars of block characters, which come in eighths of a column.</summary>
static class Bars
{
    const string Eighths = "▏▎▍▌▋▊▉";

    /// <summary>A bar for a share.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="columns">The columns of a share of 1.</param>
    public static string Of(double share, int columns)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * columns * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8 - 1].ToString());
    }
}
