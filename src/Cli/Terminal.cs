namespace PtFormat.Cli;

/// <summary>What the program knows of the terminal it runs in. Where there is none nothing is cut and no progress is shown.</summary>
public sealed record Terminal
{
    /// <summary>No terminal: output goes into a file, a pipe or a test.</summary>
    public static Terminal None { get; } = new();

    /// <summary>The terminal's width where results go to one; null where they do not.</summary>
    public int? Columns { get; init; }

    /// <summary>True where errors and progress go to a terminal.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>True where results go to a terminal that shows colours; the variable NO_COLOR says that its user wants none.</summary>
    public bool HasColour { get; init; }

    /// <summary>What the console is.</summary>
    public static Terminal OfConsole() => new()
    {
        Columns = Console.IsOutputRedirected ? null : Width(),
        ShowsProgress = !Console.IsErrorRedirected,
        HasColour = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb",
    };

    // Some terminals report a width of 0.
    static int? Width()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Text in a tone, where there are colours.</summary>
    internal string Paint(string text, Tone tone) => HasColour && tone != Tone.Plain && text.Length > 0
        ? $"\u001B[{tone switch { Tone.Strong => "1", Tone.Faint => "2", Tone.Kind => "36", Tone.Notice => "33", _ => "1;31" }}m{text}\u001B[0m"
        : text;
}
