using PtFormat.Proofs;

switch (args)
{
    case ["simd"]:
        SimdProof.Run();
        return 0;
    case ["aot"]:
        return AotProof.Run();
    case ["ilgpu"]:
        IlgpuProof.Run();
        return 0;
    case ["pool", .. string[] rest]:
        return PoolProof.Run(rest);
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/Proofs -- simd|aot|ilgpu|pool");
        return 2;
}
