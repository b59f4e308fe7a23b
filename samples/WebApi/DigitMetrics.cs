using System.Diagnostics.Metrics;
using System.Globalization;

namespace WebApi;

/// <summary>
/// Counters for whoever listens to the meter <c>Digits</c> (dotnet-counters, OpenTelemetry), and the same sums as text in the form
/// that Prometheus reads.
/// </summary>
sealed class DigitMetrics
{
    readonly Counter<long> _refused;
    readonly Histogram<double> _seconds;
    long _read, _bad, _ticks;

    public DigitMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create("Digits");
        _refused = meter.CreateCounter<long>("digits.refused", description: "Uploads that were no pictures");
        _seconds = meter.CreateHistogram<double>("digits.duration", unit: "s", description: "Decoding and running the model");
    }

    /// <summary>A picture was read, in this time.</summary>
    public void Read(TimeSpan duration)
    {
        Interlocked.Increment(ref _read);
        Interlocked.Add(ref _ticks, duration.Ticks);
        _seconds.Record(duration.TotalSeconds);
    }

    /// <summary>An upload was no picture.</summary>
    public void Refused()
    {
        Interlocked.Increment(ref _bad);
        _refused.Add(1);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        digits_duration_seconds_count {Volatile.Read(ref _read)}
        digits_duration_seconds_sum {new TimeSpan(Volatile.Read(ref _ticks)).TotalSeconds}
        digits_refused_total {Volatile.Read(ref _bad)}

        """);
}
