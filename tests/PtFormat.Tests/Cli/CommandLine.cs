using PtFormat.Cli;

namespace PtFormat.Tests.Cli;

/// <summary>Runs the program in this process.</summary>
static class CommandLine
{
    public static (int Code, string Output, string Error) Run(params string[] args) => RunOn(null, args);

    public static (int Code, string Output, string Error) RunOn(Terminal? terminal, params string[] args)
    {
        StringWriter output = new(), error = new();
        int code = new CommandLineProgram(output, error, terminal).Run(args);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A folder of the running test's own, empty.</summary>
    public static string EmptyFolder()
    {
        string folder = Path.Combine(NUnit.Framework.TestContext.CurrentContext.WorkDirectory, "cli", NUnit.Framework.TestContext.CurrentContext.Test.ID);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>A file in the running test's folder.</summary>
    public static string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(EmptyFolder(), name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static string Fixture(params string[] parts) => Repository.Path(["fixtures", .. parts]);
}
