using BenchmarkDotNet.Running;
using PtFormat.Benchmarks;

switch (args)
{
    case ["rivals", string mode, .. string[] tables]:
        Rivals.Run(mode == "short" ? 7 : 25, tables);
        return 0;
    case ["first-load", string path]:
        FirstLoad.Run(path);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, InProcess.Config);
        return 0;
}
