using System.Diagnostics;
using PtFormat.Tests.Formats;
using PtFormat.Tests.Nn;

namespace PtFormat.Tests;

/// <summary>
/// The test assembly as a program of its own, for what a test runner must not do to itself: run out of memory or stack, be
/// killed in the middle of something, or be silent while allocations are counted.
/// </summary>
static class ChildProcess
{
    public static Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["budgets"]:
                HostileRows.Measure(Console.Out);
                return 0;
            case ["save", string path, string number]:
                SavingChild.Run(path, int.Parse(number, System.Globalization.CultureInfo.InvariantCulture), Console.Out);
                return 0;
            case ["culture", string name]:
                CultureTests.Run(name, Console.Out);
                return 0;
            case ["allocations"]:
                SessionAllocations.Measure(Console.Out);
                return 0;
            default:
                Console.Error.WriteLine("this assembly is run by the tests in it");
                return 2;
        }
    }
}
