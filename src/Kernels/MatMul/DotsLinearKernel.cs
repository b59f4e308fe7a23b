using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>Linear maps of few rows of float32 by <see cref="Dots"/>, from a weight of float32, bfloat16 or float16 as it lies.</summary>
sealed unsafe class DotsLinearKernel(int registerBits, Dots dots, Activation? then) : Kernel
{
    public override string Name => FormattableString.Invariant($"linear rows {registerBits} bits");

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor x = inputs[0]!, weight = inputs[1]!, y = outputs[0];
        int n = Int(weight.Shape[0]), k = Int(weight.Shape[1]);
        bool isWide = weight.DType == DType.Float32;
        fixed (float* from = x.Borrow<float>(), bias = inputs[2].BorrowOrEmpty<float>(), to = y.BorrowForWriting<float>())
        fixed (float* wide = isWide ? weight.Borrow<float>() : [])
        fixed (ushort* narrow = isWide ? [] : weight.Borrow<ushort>())
            dots.RunOnThreads(new DotCall
            {
                M = Int(y.ElementCount / n),
                N = n,
                K = k,
                X = from,
                XRow = LinearReference.RowStride(x.Layout, k),
                Weight = isWide ? wide : narrow,
                WeightRow = LinearReference.RowStride(weight.Layout, k),
                C = to,
                CRow = n,
                Bias = bias,
                Then = then,
            });
    }
}
