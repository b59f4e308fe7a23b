using NUnit.Framework;

namespace PtFormat.Tests.House;

/// <summary>Who may import whom. A new arrow is a decision: it is written here, with the room that gains it.</summary>
sealed class ArrowTests
{
    static readonly Dictionary<string, (string[] Rooms, string[] Packages)> Allowed = new()
    {
        ["Pickle"] = ([], []),
        ["Tensors"] = ([], ["System.Numerics.Tensors"]),
        ["Formats"] = (["Pickle", "Tensors"], ["SharpZipLib"]),
        ["Kernels"] = (["Tensors"], ["System.Numerics.Tensors"]),
        ["Kernels.Gpu"] = (["Kernels", "Tensors"], ["ILGPU", "ILGPU.Algorithms"]),
        ["Nn"] = (["Kernels", "Tensors"], []),
        ["Models"] = (["Formats", "Nn", "Kernels", "Pickle", "Tensors"], ["StbImageSharp"]),
        ["Cli"] = (["Models", "Formats", "Nn", "Kernels", "Pickle", "Tensors"], ["System.CommandLine"]),
        ["Cli.Gpu"] = (["Cli", "Kernels.Gpu"], []),
        ["Web"] = (["Models"], ["Microsoft.AspNetCore.Components.WebAssembly", "Microsoft.AspNetCore.Components.WebAssembly.DevServer"]),
    };

    [Test]
    public void RoomsImportOnlyWhatTheyMay()
    {
        foreach ((string room, (string[] rooms, string[] packages)) in Sources.Rooms())
        {
            Assert.That(Allowed, Contains.Key(room), "a room that the house does not know");
            Assert.That(rooms.Except(Allowed[room].Rooms), Is.Empty, $"src/{room} imports rooms that it may not");
            Assert.That(packages.Except(Allowed[room].Packages), Is.Empty, $"src/{room} imports packages that it may not");
        }
    }

    [Test]
    public void NothingInTheLibrariesSeesTheGpu() =>
        Assert.That(Sources.Rooms().Where(room => room.Key != "Cli.Gpu" && room.Value.Rooms.Contains("Kernels.Gpu")), Is.Empty, "ILGPU generates code at run time and would enter trimmed binaries");
}
