using System.Reflection;
using NUnit.Framework;

namespace PtFormat.Tests.House;

/// <summary>The public surface is what was decided: PublicApi.txt beside this file.</summary>
sealed class PublicApiTests
{
    static readonly string Accepted = Repository.Path("tests", "PtFormat.Tests", "House", "PublicApi.txt");

    [Test]
    public void ThePublicApiIsTheCommittedOne()
    {
        string[] libraries = [.. Sources.Rooms().Keys.Where(room => !room.StartsWith("Cli", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        List<string> found = [];
        foreach (string room in libraries)
            // A room that the tests do not reference has tests of its own.
            if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"PtFormat.{room}.dll")))
                found.AddRange(PublicApi.Of(Assembly.Load($"PtFormat.{room}")));

        if (Environment.GetEnvironmentVariable("PTFORMAT_ACCEPT") == "1")
        {
            File.WriteAllText(Accepted, string.Join('\n', found) + "\n");
            return;
        }
        string[] accepted = File.Exists(Accepted) ? File.ReadAllLines(Accepted) : [];
        if (found.SequenceEqual(accepted))
            return;
        string received = Path.Combine(TestContext.CurrentContext.WorkDirectory, "PublicApi.received.txt");
        File.WriteAllText(received, string.Join('\n', found) + "\n");
        Assert.Fail($"""
            The public API is not the committed one:
            {string.Join('\n', Difference(accepted, found))}
            Found: {received}
            If that was decided: PTFORMAT_ACCEPT=1 dotnet test tests/PtFormat.Tests --filter {nameof(ThePublicApiIsTheCommittedOne)}
            """);
    }

    // Lines under the type that they belong to, so that equal members of several types are told apart.
    static IEnumerable<string> Difference(IEnumerable<string> accepted, IEnumerable<string> found)
    {
        string[] before = [.. Qualified(accepted)], after = [.. Qualified(found)];
        return [.. before.Except(after).Select(line => $"- {line}"), .. after.Except(before).Select(line => $"+ {line}")];
    }

    static IEnumerable<string> Qualified(IEnumerable<string> lines)
    {
        string type = "";
        foreach (string line in lines)
        {
            if (!line.StartsWith(' '))
                type = line.Split(" : ")[0].Split(' ')[^1];
            yield return line.StartsWith(' ') ? $"{type}: {line.Trim()}" : line;
        }
    }
}
