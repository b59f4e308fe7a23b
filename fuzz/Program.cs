using System.Globalization;
using SharpFuzz;

namespace PtFormat.Fuzz;

/// <summary>
/// <c>PtFormat.Fuzz HARNESS</c> serves afl-fuzz; <c>seeds HARNESS FIXTURES FOLDER</c> writes what it starts from; <c>replay HARNESS FILE…</c>
/// runs inputs one by one and shows what is wrong with each.
/// </summary>
static class Program
{
    // Deep input must not need more, so what recurses on it is found.
    const int StackBytes = 256 * 1024;

    static int Main(string[] args)
    {
        int result = 2;
        Thread thread = new(() => result = Run(args), StackBytes);
        thread.Start();
        thread.Join();
        return result;
    }

    static int Run(string[] args)
    {
        switch (args)
        {
            case ["seeds", string name, string fixtures, string folder]:
                int number = 0;
                foreach (byte[] seed in Harness.Find(name).Seeds(fixtures))
                    File.WriteAllBytes(Path.Combine(folder, number++.ToString("d4", CultureInfo.InvariantCulture)), seed);
                return 0;
            case ["replay", string name, .. string[] files]:
                return files.Aggregate(0, (result, file) => Passes(Harness.Find(name), file) ? result : 1);
            case [string name]:
                Harness harness = Harness.Find(name);
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using MemoryStream input = new();
                    stream.CopyTo(input);
                    harness.Run(input.ToArray());
                });
                return 0;
            default:
                Console.Error.WriteLine($"one of {string.Join(", ", Harness.All.Select(harness => harness.Name))} was expected");
                return 2;
        }
    }

    static bool Passes(Harness harness, string file)
    {
        try
        {
            harness.Run(File.ReadAllBytes(file));
            return true;
        }
        catch (Exception e)
        {
            Console.WriteLine($"{file}: {e}");
            return false;
        }
    }
}
