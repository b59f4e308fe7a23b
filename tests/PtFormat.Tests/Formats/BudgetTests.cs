using System.Diagnostics;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>No input costs more than SECURITY.md says, in a process that may have 256 MB and on a thread that has 256 KiB.</summary>
sealed class BudgetTests
{
    [Test]
    public void NoHostileInputCostsMoreThanPromised()
    {
        // A small first generation, so that what is measured is what is held, and not what nobody has swept up yet.
        using Process child = ChildProcess.Start(["budgets"], ("DOTNET_GCHeapHardLimit", "0x10000000"), ("DOTNET_GCgen0size", "0x400000"), ("DOTNET_gcServer", "0"));
        List<HostileRows.Cost> costs = [];
        while (child.StandardOutput.ReadLine() is { } line)
            costs.Add(HostileRows.Cost.Parse(line));
        child.WaitForExit();
        Assert.That(child.ExitCode, Is.Zero, $"the process died behind '{costs.LastOrDefault()}'");
        Assert.That(costs, Has.Count.GreaterThan(400));
        foreach (HostileRows.Cost cost in costs)
        {
            TestContext.Out.WriteLine(cost);
            // An input is a value or one error: running out of memory, or out of its arrays, is neither.
            Assert.That(cost.End, Is.EqualTo(HostileRows.Loaded).Or.AnyOf(Enum.GetNames<PtErrorKind>()), $"{cost}");
            // The one promise of time that there is; it is counted in processor time and far above what any input takes.
            Assert.That(cost.CpuMilliseconds, Is.LessThanOrEqualTo(cost.AllowedMilliseconds), $"{cost}");
            Assert.That(cost.PeakBytes, Is.LessThanOrEqualTo(cost.AllowedBytes), $"{cost}");
        }
    }
}
