using System.Collections.Immutable;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.IR.Transformations;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace PtFormat.Gpu.Tests;

/// <summary>Compiles kernels for NVIDIA's devices, of which none is needed.</summary>
sealed class PtxCompiler : IDisposable
{
    static readonly PropertyInfo Transformers = typeof(Backend).GetProperty("KernelTransformers", BindingFlags.Instance | BindingFlags.NonPublic)!;

    readonly Context _context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
    readonly PTXBackend _backend;

    /// <summary>A compiler for an architecture.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="movesReads">False to keep every read of memory where the kernel has it, which ILGPU does not do by itself.</param>
    public PtxCompiler(CudaArchitecture architecture, bool movesReads = true)
    {
        _backend = new(_context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_78, null!);
        if (movesReads)
            return;
        ImmutableArray<Transformer> transformers = (ImmutableArray<Transformer>)Transformers.GetValue(_backend)!;
        Transformers.SetValue(_backend, transformers.Select(of => Transformer.Create(of.Configuration, [.. of.Transformations.Select(Keeping)])).ToImmutableArray());
    }

    /// <summary>The kernel's code.</summary>
    public string Compile(KernelCases.Case of) => ((PTXCompiledKernel)_backend.Compile(
        EntryPointDescription.FromExplicitlyGroupedKernel(of.Source.Method), new KernelSpecialization(of.Threads == 0 ? null : of.Threads, null))).PTXAssembly;

    public void Dispose()
    {
        _backend.Dispose();
        _context.Dispose();
    }

    static Transformation Keeping(Transformation transformation) =>
        transformation is CodePlacement ? new CodePlacement<CodePlacement.GroupOperands>(CodePlacementMode.Default) : transformation;
}
