using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Pools float32 by registers: threads take planes of dense operands.</summary>
sealed unsafe class VectorPoolKernel : Kernel
{
    // About 10 microseconds of memory traffic.
    const long GrainElements = 1 << 17;

    readonly string _name;
    readonly PoolPlan _plan;
    readonly PlanePool _pool;
    readonly int _planesPerPart, _lanes = Work.Threads;

    VectorPoolKernel(string name, PoolPlan plan, PlanePool pool)
    {
        (_name, _plan, _pool) = (name, plan, pool);
        _planesPerPart = (int)Math.Clamp(GrainElements / Math.Max(1L, plan.Size.Volume), 1, int.MaxValue);
    }

    public override string Name => _name;

    public override long WorkspaceBytes => (long)_lanes * ScratchBytes;

    // Threads keep to lines of their own.
    long ScratchBytes => (_pool.ScratchLength * sizeof(float) + 127L) & ~127L;

    /// <summary>The kernel, or null where only the reference serves: without registers, and for planes that are empty.</summary>
    public static VectorPoolKernel? Of<TFold>(string name, int bits, PoolPlan plan) where TFold : struct, IFold =>
        bits < 128 || plan.Size.Volume == 0 ? null : new VectorPoolKernel($"{name} by rows, {bits} bits", plan, PlanePool.Of<TFold>(plan, bits));

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        fixed (float* x = inputs[0]!.Borrow<float>(), y = outputs[0].BorrowForWriting<float>())
        fixed (byte* scratch = workspace!.BorrowForWriting<byte>(0, WorkspaceBytes))
            Run(x, y, (int)(outputs[0].ElementCount / _plan.OutSize.Volume), scratch);
    }

    /// <summary>Pools planes that lie one after the other.</summary>
    public void Run(float* x, float* y, int planes, byte* scratch)
    {
        Job job = new(this, x, y, scratch, planes);
        Work.For((planes + _planesPerPart - 1) / _planesPerPart, _lanes, ref job);
    }

    readonly struct Job(VectorPoolKernel kernel, float* x, float* y, byte* scratch, int planes) : IJob
    {
        public void Run(int part, int lane)
        {
            int first = part * kernel._planesPerPart, count = Math.Min(kernel._planesPerPart, planes - first);
            kernel._pool.Run(
                x + (nint)first * kernel._plan.Size.Volume, y + (nint)first * kernel._plan.OutSize.Volume, count, (float*)(scratch + lane * kernel.ScratchBytes));
        }
    }
}
