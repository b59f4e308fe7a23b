using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using NUnit.Framework;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Tests;

/// <summary>What ILGPU makes of every kernel for NVIDIA's devices, which it does not check itself.</summary>
[NonParallelizable]
sealed partial class PtxTests
{
    static readonly Lazy<Context> Compiler = new(() => Context.Create(builder => builder.Optimize(OptimizationLevel.O2)));

    static readonly (CudaArchitecture Architecture, CudaInstructionSet Instructions)[] Targets =
        [(CudaArchitecture.SM_80, CudaInstructionSet.ISA_78), (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78)];

    // Where ptxas 11.8 keeps less in registers than was meant, as it was measured; docs/gpu.md tells it. What is not here must not spill.
    static readonly Dictionary<string, (int Registers, int Spilled)> Known = new()
    {
        ["Tile128x128<WideLines, WideLines, MatrixTarget<Sigmoid>>"] = (133, 0),
        ["Tile64x64<DeepLines, ImageLines<InnerReach>, PlaneTarget<Relu>>"] = (96, 12),
        ["Rows128<LstmCell>"] = (128, 112),
        ["Units256<GruCell, ShuffledSum, CounterMeeting>"] = (48, 8),
        ["Units256<GruCell, ShuffledSum, NoMeeting>"] = (48, 8),
    };

    static string? Assembler => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/lib/nvidia-cuda-toolkit/bin")
        .Select(folder => Path.Combine(folder, "ptxas")).FirstOrDefault(File.Exists);

    [OneTimeTearDown]
    public void DisposeCompiler()
    {
        if (Compiler.IsValueCreated)
            Compiler.Value.Dispose();
    }

    [Test]
    public void GeneratedKernels() => Check(KernelCases.Generated());

    [Test]
    public void OtherKernels() => Check(KernelCases.Loaded());

    [Test]
    public void NoKernelIsForgotten()
    {
        HashSet<string> known = [.. KernelCases.Generated().Concat(KernelCases.Loaded()).Select(of => Name(of.Source.Method))];
        // Those of a group's own indices; what they call counts with them.
        string[] kernels = [.. typeof(GpuDevice).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(void) && method.DeclaringType!.Namespace == typeof(GpuDevice).Namespace && IsGenerated(method)).Select(Name)];
        Assert.That(kernels, Is.Not.Empty);
        Assert.That(kernels.Except(known), Is.Empty, "kernels that no case compiles: add them to KernelCases");

        static bool IsGenerated(MethodInfo method) => method.DeclaringType!.Name is nameof(Tile) or nameof(MatrixUnits) or nameof(RowDots) or nameof(ConvPool) or nameof(RecurrentRows) or nameof(RecurrentUnits)
            or nameof(SplitSum) or nameof(RecurrentCells) or nameof(DepthwiseConv) or nameof(Pooling) && (method.IsAssembly || method.IsPublic);
    }

    [Test]
    public void RegistersSuffice()
    {
        if (Assembler is not { } assembler)
        {
            Assert.Ignore("ptxas is not installed (Debian non-free: nvidia-cuda-toolkit): registers and spills were not checked");
            return;
        }
        List<string> wrong = [];
        foreach (KernelCases.Case of in KernelCases.Generated())
        {
            string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "kernel.ptx");
            File.WriteAllText(file, Compile(of, Targets[1]));
            using Process process = Process.Start(new ProcessStartInfo(assembler, ["-arch=sm_90", "-v", "-o", "/dev/null", file]) { RedirectStandardError = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            int spilled = int.Parse(Spills().Match(said).Groups[1].Value), registers = int.Parse(Used().Match(said).Groups[1].Value);
            TestContext.Out.WriteLine($"{Name(of.Source.Method)}: {registers} registers, {spilled} bytes spilled");
            string kernel = WithTypes(of.Source.Method);
            (int mostRegisters, int mostSpilled) = Known.GetValueOrDefault(kernel, (of.Registers, 0));
            if (registers > mostRegisters || spilled > mostSpilled)
                wrong.Add($"{kernel}: {registers} registers of at most {mostRegisters}, {spilled} bytes spilled of at most {mostSpilled}");
        }
        Assert.That(wrong, Is.Empty);
    }

    static void Check(IEnumerable<KernelCases.Case> cases)
    {
        List<string> wrong = [];
        foreach (KernelCases.Case of in cases)
            foreach ((CudaArchitecture, CudaInstructionSet) target in Targets)
            {
                string ptx = Compile(of, target), name = $"{target.Item1} {of.Source.Method.DeclaringType!.Name}.{of.Source.Method}";
                string[] lines = ptx.Split('\n');
                string[] own = [.. Functions().Matches(ptx).Select(match => match.Groups[1].Value)];
                if (Calls().Matches(ptx).Any(match => !own.Contains(match.Groups[1].Value)))
                    wrong.Add($"{name}: calls a function that is not there");
                // Bits of a number are read by way of four or eight bytes, and matrix units take theirs so: the assembler removes that,
                // which RegistersSuffice holds against it. A larger stretch is an array that nobody meant.
                if (Locals().Matches(ptx).Any(match => int.Parse(match.Groups[1].Value) > 8))
                    wrong.Add($"{name}: uses local memory");
                if (!MayBeDouble(of.Source.Method) && ptx.Contains(".f64 ", StringComparison.Ordinal))
                    wrong.Add($"{name}: computes in float64");
                int vectors = lines.Count(line => line.Contains("ld.", StringComparison.Ordinal) && line.Contains(".v4.", StringComparison.Ordinal));
                if (vectors < of.Vectors)
                    wrong.Add($"{name}: {vectors} loads of four numbers, expected at least {of.Vectors}");
            }
        Assert.That(wrong, Is.Empty);
    }

    // Those over other elements than float32, casts, and sums that are kept in float64 on purpose.
    static bool MayBeDouble(MethodInfo method) =>
        method.DeclaringType!.Namespace == typeof(GpuDevice).Namespace && method.DeclaringType.IsGenericType || method.DeclaringType.Name.Contains("Cast", StringComparison.Ordinal);

    static string Compile(KernelCases.Case of, (CudaArchitecture Architecture, CudaInstructionSet Instructions) target)
    {
        using PTXBackend backend = new(Compiler.Value, new CudaCapabilityContext(target.Architecture), target.Architecture, target.Instructions, null!);
        EntryPointDescription entry = EntryPointDescription.FromExplicitlyGroupedKernel(of.Source.Method);
        return ((PTXCompiledKernel)backend.Compile(entry, new KernelSpecialization(of.Threads == 0 ? null : of.Threads, null))).PTXAssembly;
    }

    static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    static string WithTypes(MethodInfo method) => method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Plain))}>" : method.Name;

    static string Plain(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Plain))}>" : type.Name;

    [GeneratedRegex(@"call(?:\.uni)?\s+(?:\([^)]*\),\s*)?([\w$]+)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\.func\s+(?:\([^)]*\)\s*)?([\w$]+)")]
    private static partial Regex Functions();

    [GeneratedRegex(@"\.local[^;\[]*\[(\d+)\]")]
    private static partial Regex Locals();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex Spills();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Used();
}
