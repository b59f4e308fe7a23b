using System.Text.Json;
using NUnit.Framework;
using PtFormat.Samples.Tests;

namespace PtFormat.Package.Tests;

/// <summary>The tool, installed into a folder of its own.</summary>
sealed class ToolTests
{
    [Test]
    public void TheToolIsInstalledAndReadsDigits()
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-tool").FullName;
        try
        {
            (int code, string output, string error) = Sample.Ended(Sample.Start("dotnet",
                "tool", "install", "PtFormat.Tool", "--tool-path", folder, "--version", Feed.Version, "--add-source", Feed.Folder));
            Assert.That(code, Is.Zero, output + error);
            (code, output, error) = Sample.Ended(Sample.Start(Path.Combine(folder, "ptformat"), ["predict", Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), .. Sample.Pictures, "--json"]));
            Assert.That(code, Is.Zero, error);
            using JsonDocument answer = JsonDocument.Parse(output);
            Assert.That(answer.RootElement.GetProperty("predictions").EnumerateArray().Select(prediction => prediction.GetProperty("digit").GetInt32()), Is.EqualTo(Sample.Pictures.Select(Sample.Label)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
