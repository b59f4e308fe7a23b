namespace PtFormat.Cli;

/// <summary>What a piece of output is, which a terminal shows by its colour.</summary>
enum Tone
{
    /// <summary>As it comes.</summary>
    Plain,

    /// <summary>A heading: bold.</summary>
    Strong,

    /// <summary>What the eye may pass over: dim.</summary>
    Faint,

    /// <summary>A dtype: cyan.</summary>
    Kind,

    /// <summary>To be noticed: yellow.</summary>
    Notice,

    /// <summary>To be alarmed by: bold red.</summary>
    Alarm,
}
