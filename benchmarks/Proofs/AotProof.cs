using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PtFormat.Proofs;

/// <summary>Publishes the proofs natively for several instruction sets and runs each binary.</summary>
static class AotProof
{
    public static int Run()
    {
        string project = Path.Combine(Path.GetDirectoryName(Here())!, "..", "Proofs.Aot", "PtFormat.Proofs.Aot.csproj");
        foreach (string instructions in (string[])["", "x86-64-v3", "native"])
        {
            string output = Path.Combine(Path.GetTempPath(), $"ptformat-aot-{instructions}");
            Console.WriteLine($"\n== IlcInstructionSet {(instructions.Length == 0 ? "not set" : instructions)}");
            int status = Execute("dotnet", "publish", project, "-c", "Release", "-o", output, "-v", "q", "--nologo", $"-p:IlcInstructionSet={instructions}");
            if (status == 0)
                status = Execute(Path.Combine(output, "PtFormat.Proofs.Aot"));
            if (status != 0)
                return status;
        }
        return 0;
    }

    static int Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    static string Here([CallerFilePath] string path = "") => path;
}
