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
    public enum Target
    {
        Sm80,
        Sm90,
    }

    static readonly Lazy<KernelCases.Case[]> Loaded = new(() => [.. KernelCases.Loaded()]);

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

    static IEnumerable<KernelCases.Case> Cases => KernelCases.Generated().Concat(Loaded.Value);

    [Test]
    public void GeneratedKernels([Values] Target target) => Check(KernelCases.Generated(), target);

    [Test]
    public void OtherKernels([Values] Target target) => Check(Loaded.Value, target);

    [Test]
    public void NoKernelIsForgotten()
    {
        string[] declared = DeclaredKernels.Names();
        Assert.That(declared, Has.Length.GreaterThan(30));
        Assert.That(declared.Except(Cases.Select(of => DeclaredKernels.NameOf(of.Source.Method))), Is.Empty, "kernels that no case compiles: add them to KernelCases");
    }

    /// <summary>
    /// ILGPU 1.5.3 may move a read of memory past the barrier that ends its block, as its pass of code placement does not look at the last
    /// of a block's barriers and writes. Held against code that keeps its order, each stretch between barriers has the same accesses.
    /// </summary>
    [Test]
    public void NoReadPassesABarrier()
    {
        using PtxCompiler compiler = new(CudaArchitecture.SM_90), keeping = new(CudaArchitecture.SM_90, movesReads: false);
        List<string> wrong = [.. from of in Cases
                                 let ptx = compiler.Compile(of)
                                 where ptx.Contains("bar.sync", StringComparison.Ordinal)
                                 let difference = Difference(Stretches(ptx), Stretches(keeping.Compile(of)))
                                 where difference is not null
                                 select $"{of.Source.Method.DeclaringType!.Name}.{WithTypes(of.Source.Method)}: {difference}"];
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void RegistersSuffice()
    {
        if (Assembler is not { } assembler)
        {
            Assert.Ignore("ptxas is not installed (Debian non-free: nvidia-cuda-toolkit): registers and spills were not checked");
            return;
        }
        using PtxCompiler compiler = new(CudaArchitecture.SM_90);
        List<string> wrong = [];
        foreach (KernelCases.Case of in KernelCases.Generated())
        {
            string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "kernel.ptx");
            File.WriteAllText(file, compiler.Compile(of));
            using Process process = Process.Start(new ProcessStartInfo(assembler, ["-arch=sm_90", "-v", "-o", "/dev/null", file]) { RedirectStandardError = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            int spilled = int.Parse(Spills().Match(said).Groups[1].Value), registers = int.Parse(Used().Match(said).Groups[1].Value);
            TestContext.Out.WriteLine($"{WithTypes(of.Source.Method)}: {registers} registers, {spilled} bytes spilled");
            string kernel = WithTypes(of.Source.Method);
            (int mostRegisters, int mostSpilled) = Known.GetValueOrDefault(kernel, (of.Registers, 0));
            if (registers > mostRegisters || spilled > mostSpilled)
                wrong.Add($"{kernel}: {registers} registers of at most {mostRegisters}, {spilled} bytes spilled of at most {mostSpilled}");
        }
        Assert.That(wrong, Is.Empty);
    }

    static void Check(IEnumerable<KernelCases.Case> cases, Target target)
    {
        using PtxCompiler compiler = new(target == Target.Sm80 ? CudaArchitecture.SM_80 : CudaArchitecture.SM_90);
        List<string> wrong = [];
        foreach (KernelCases.Case of in cases)
            {
                string ptx = compiler.Compile(of), name = $"{of.Source.Method.DeclaringType!.Name}.{of.Source.Method}";
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

    // The accesses to memory between barriers, in order: a label begins a block.
    static List<string> Stretches(string ptx)
    {
        List<string> stretches = [];
        SortedDictionary<string, int> accesses = new(StringComparer.Ordinal);
        foreach (string line in ptx.Split('\n'))
        {
            if (Label().IsMatch(line))
                End("end");
            else if (line.Contains("bar.sync", StringComparison.Ordinal))
                End("barrier");
            else if (Access().Match(line) is { Success: true } access)
                accesses[access.Groups[1].Value] = accesses.GetValueOrDefault(access.Groups[1].Value) + 1;
        }
        End("end");
        return stretches;

        void End(string mark)
        {
            stretches.Add($"{string.Join(", ", accesses.Select(access => $"{access.Value} {access.Key}").Append(mark))}");
            accesses.Clear();
        }
    }

    static string? Difference(List<string> found, List<string> expected)
    {
        for (int i = 0; i < Math.Min(found.Count, expected.Count); i++)
            if (found[i] != expected[i])
                return $"stretch {i} of {expected.Count} is [{found[i]}], where the order is kept [{expected[i]}]";
        return found.Count == expected.Count ? null : "other blocks than where the order is kept";
    }

    static string WithTypes(MethodInfo method) => method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Plain))}>" : method.Name;

    static string Plain(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Plain))}>" : type.Name;

    [GeneratedRegex(@"call(?:\.uni)?\s+(?:\([^)]*\),\s*)?([\w$]+)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"\.func\s+(?:\([^)]*\)\s*)?([\w$]+)")]
    private static partial Regex Functions();

    [GeneratedRegex(@"\.local[^;\[]*\[(\d+)\]")]
    private static partial Regex Locals();

    [GeneratedRegex(@"^\s*L_\w+:")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b((?:ld|st)\.shared|(?:ld|st)\.global|(?:ld|st)(?=\.[vfub]))")]
    private static partial Regex Access();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex Spills();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Used();
}
