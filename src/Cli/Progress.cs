using System.Diagnostics;
using System.Globalization;

namespace PtFormat.Cli;

/// <summary>
/// A line on a terminal's standard error that says how far a verb is: from the second second on, ten times a second at most,
/// and gone when the verb is done.
/// </summary>
/// <param name="context">Where to.</param>
/// <param name="doing">What takes so long: <c>checking</c>.</param>
/// <param name="total">The bytes to be worked through; 0 where nobody knows.</param>
sealed class Progress(CommandContext context, string doing, long total) : IProgress<long>, IDisposable
{
    const int BarColumns = 20;
    const string ClearLine = "\r\u001B[K";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly long _start = Stopwatch.GetTimestamp();
    long _last;
    long _done;
    bool _isShown;

    /// <summary>More bytes are done.</summary>
    public void Add(long bytes) => Report(_done + bytes);

    /// <summary>So many bytes are done in all.</summary>
    public void Report(long value)
    {
        _done = value;
        if (!context.Terminal.ShowsProgress || Stopwatch.GetElapsedTime(_start) < Patience || _isShown && Stopwatch.GetElapsedTime(_last) < Pause)
            return;
        _last = Stopwatch.GetTimestamp();
        _isShown = true;
        context.Error.Write($"{ClearLine}{doing}  {(total > 0 ? Share(value) : Figures.Size(value))}");
        context.Error.Flush();
    }

    /// <summary>For a part that counts from 0.</summary>
    public IProgress<long> Part() => new PartOf(this, _done);

    /// <summary>Takes the line away.</summary>
    public void Dispose() => Hide();

    /// <summary>Takes the line away until there is more to report: results are about to be printed.</summary>
    public void Hide()
    {
        if (!_isShown)
            return;
        _isShown = false;
        context.Error.Write(ClearLine);
        context.Error.Flush();
    }

    sealed class PartOf(Progress whole, long start) : IProgress<long>
    {
        public void Report(long value) => whole.Report(start + value);
    }

    // As wide as the narrowest terminal that anybody uses; where even that is too much the bar goes.
    string Share(long value)
    {
        double share = Math.Min(1, (double)value / total);
        string figures = string.Create(CultureInfo.InvariantCulture, $"{100 * share,3:0} %  {Figures.Size(value)} of {Figures.Size(total)}");
        return context.Terminal.Columns < 60 ? figures : $"{Bars.Of(share, BarColumns).PadRight(BarColumns)}  {figures}";
    }
}
