using System.Diagnostics;
using NUnit.Framework;

namespace PtFormat.Samples.Tests;

/// <summary>Starts a sample as a program of its own, as a user does.</summary>
static class Sample
{
    /// <summary>What a program printed, once it has ended with 0.</summary>
    public static string[] Run(string sample, params string[] arguments)
    {
        (int code, string output, string error) = Ended(Start("dotnet", [Assembly(sample), .. arguments]));
        Assert.That(code, Is.Zero, $"{sample}: {error}");
        return output.TrimEnd().Split('\n');
    }

    /// <summary>The exit code and the output of a program, once it has ended.</summary>
    public static (int Code, string Output, string Error) Ended(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end");
            }
            return (process.ExitCode, output.Result, error.Result);
        }
    }

    public static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Repository.Root,
    })!;

    /// <summary>A sample lies where these tests lie, with its name in place of theirs.</summary>
    public static string Assembly(string sample) =>
        Path.Combine(AppContext.BaseDirectory.Replace(typeof(Sample).Assembly.GetName().Name!, sample, StringComparison.Ordinal), $"{sample}.dll");

    /// <summary>Pictures of digits; their names say which.</summary>
    public static string[] Pictures { get; } = [.. Directory.EnumerateFiles(Repository.Path("fixtures", "digits", "png"), "*.png").Order(StringComparer.Ordinal)];

    /// <summary><c>00-label-7.png</c> is a 7.</summary>
    public static int Label(string picture) => Path.GetFileNameWithoutExtension(picture)[^1] - '0';
}
