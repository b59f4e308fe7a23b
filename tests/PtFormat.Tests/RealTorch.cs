using System.Diagnostics;
using NUnit.Framework;

namespace PtFormat.Tests;

/// <summary>
/// A real PyTorch to ask, where <c>fixtures/torch</c> has prepared one. Tests that use it carry <c>[Category("Python")]</c>.
/// </summary>
static class RealTorch
{
    static readonly string Launcher = Repository.Path("fixtures", "torch");
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Runs Python source under a version of PyTorch, with the repository as working folder, and gives what it printed. Where
    /// that version is not prepared the test is ignored, or fails if PTFORMAT_REQUIRE_TORCH names the version.
    /// </summary>
    /// <param name="version">1.13, 2.6 or 2.14.</param>
    /// <param name="script">Python source, such as <c>import sys, torch; print(torch.load(sys.argv[1]))</c>.</param>
    /// <param name="arguments">What <c>sys.argv</c> holds after the script's name; paths below <see cref="NewFolder"/> are seen inside.</param>
    public static string Run(string version, string script, params string[] arguments)
    {
        Require(version);
        string folder = NewFolder();
        try
        {
            string file = Path.Combine(folder, "script.py");
            File.WriteAllText(file, script);
            (int status, string output, string errors) = Launch([version, file, .. arguments]);
            Assert.That(status, Is.Zero, () => $"PyTorch {version} failed:\n{errors}\n{output}");
            return output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A fresh folder that every version sees under the same name; the caller deletes it.</summary>
    public static string NewFolder() => Directory.CreateDirectory($"/tmp/ptformat-{Guid.NewGuid():n}").FullName;

    /// <summary>Ignores or fails the test where the version is not prepared.</summary>
    public static void Require(string version)
    {
        if (OperatingSystem.IsLinux() && Launch([version, "--available"]).Status == 0)
            return;
        string missing = $"PyTorch {version} is not here: fixtures/torch {version} --prepare";
        string required = Environment.GetEnvironmentVariable("PTFORMAT_REQUIRE_TORCH") ?? "";
        if (required.Split(',', StringSplitOptions.TrimEntries).Contains(version))
            Assert.Fail(missing);
        Assert.Ignore(missing);
    }

    static (int Status, string Output, string Errors) Launch(string[] arguments)
    {
        ProcessStartInfo start = new(Launcher, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Launcher} did not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"PyTorch {arguments[0]} did not finish within {Patience}");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }
}
