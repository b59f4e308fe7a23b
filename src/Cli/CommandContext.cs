namespace PtFormat.Cli;

/// <summary>What a verb works with.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="Terminal">How wide the output may be, and whether progress is shown.</param>
/// <param name="Cancellation">Ctrl+C.</param>
sealed record CommandContext(TextWriter Output, TextWriter Error, Terminal Terminal, CancellationToken Cancellation);
