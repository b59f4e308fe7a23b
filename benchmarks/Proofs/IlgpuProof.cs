using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;

namespace PtFormat.Proofs;

/// <summary>Does ILGPU compile the functions that the processor's loops run, as they stand?</summary>
static class IlgpuProof
{
    public static void Run()
    {
        using Context context = Context.Create(builder => builder.CPU().Optimize(OptimizationLevel.O2));
        using Accelerator accelerator = context.CreateCPUAccelerator(0);
        Try<Relu>(context, accelerator);
        Try<Sigmoid>(context, accelerator);
        Try<Silu>(context, accelerator);
        Try<Tanh>(context, accelerator);
    }

    static void Try<TFunction>(Context context, Accelerator accelerator) where TFunction : unmanaged, IUnaryFunction
    {
        float[] x = [.. Enumerable.Range(-100, 201).Select(i => i / 10f), -120, 95, float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f];
        Report($"{TFunction.Name}: CPU accelerator", () =>
        {
            using MemoryBuffer1D<float, Stride1D.Dense> source = accelerator.Allocate1D(x), destination = accelerator.Allocate1D<float>(x.Length);
            accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, TFunction>(Kernel)((int)source.Length, source.View, destination.View, default);
            accelerator.Synchronize();
            float[] expected = new float[x.Length];
            UnaryLoop.Run(default(TFunction), (ReadOnlySpan<float>)x, expected);
            float[] found = destination.GetAsArray1D();
            double worst = 0;
            for (int i = 0; i < x.Length; i++)
                if (!found[i].Equals(expected[i]))
                    worst = Math.Max(worst, Math.Abs(found[i] - expected[i]) / Math.Max(1e-38, Math.Abs(expected[i])));
            return $"greatest relative difference {worst:G3}";
        });
        Report($"{TFunction.Name}: PTX", () =>
        {
            using PTXBackend backend = new(context, new CudaCapabilityContext(CudaArchitecture.SM_80), CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
            CompiledKernel kernel = backend.Compile(EntryPointDescription.FromImplicitlyGroupedKernel(((Action<Index1D, ArrayView<float>, ArrayView<float>, TFunction>)Kernel).Method), default);
            string ptx = ((PTXCompiledKernel)kernel).PTXAssembly;
            return $"{ptx.Length} characters, {ptx.Split('\n').Count(line => line.Contains(".f32", StringComparison.Ordinal))} lines of float32 arithmetic, calls: {ptx.Contains("call", StringComparison.Ordinal)}, float64: {ptx.Contains("f64", StringComparison.Ordinal)}";
        });
    }

    static void Kernel<TFunction>(Index1D i, ArrayView<float> x, ArrayView<float> y, TFunction function) where TFunction : unmanaged, IUnaryFunction =>
        y[i] = function.Apply(new F32x1(x[i])).Value;

    static void Report(string what, Func<string> attempt)
    {
        try
        {
            Console.WriteLine($"{what}: {attempt()}");
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or InvalidOperationException or TypeLoadException or MemberAccessException)
        {
            Console.WriteLine($"{what}: FAILS: {e.GetType().Name}: {e.Message} {e.InnerException?.Message} {e.InnerException?.InnerException?.Message}");
        }
    }
}
