using System.Diagnostics;

namespace PtFormat.Gpu.Tests;

/// <summary>Counts failed asserts, by which ILGPU's emulator says that an index leaves a view; the default listener would end the process.</summary>
sealed class CountingListener : TraceListener
{
    readonly List<string> _failures = [];

    /// <summary>The one that is installed.</summary>
    public static CountingListener Instance { get; } = new();

    /// <summary>What failed since the last call.</summary>
    public string[] Take()
    {
        lock (_failures)
        {
            string[] taken = [.. _failures];
            _failures.Clear();
            return taken;
        }
    }

    public override void Fail(string? message, string? detailMessage)
    {
        lock (_failures)
            _failures.Add($"{message} {detailMessage}");
    }

    public override void Fail(string? message) => Fail(message, null);

    public override void Write(string? message)
    {
    }

    public override void WriteLine(string? message)
    {
    }
}
