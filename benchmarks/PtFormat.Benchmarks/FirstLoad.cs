using System.Diagnostics;
using System.Globalization;
using PtFormat.Formats;

namespace PtFormat.Benchmarks;

/// <summary>
/// A whole file loaded once in a fresh process, after a small one: the code is ready, the memory is not, so that every page
/// is the system's to clear. Prints the seconds.
/// </summary>
static class FirstLoad
{
    public static void Run(string path)
    {
        string small = Path.Combine(Places.Root, "fixtures/digits/2.14/modelnet.pt");
        for (int i = 0; i < 50; i++)
            PtFile.Load(small).Dispose();
        long start = Stopwatch.GetTimestamp();
        using PtFile file = PtFile.Load(path);
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Runs it in a process of its own, gives the seconds.</summary>
    public static double InProcess(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["first-load", path]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(line, CultureInfo.InvariantCulture);
    }
}
