using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>Linear maps of float32 by <see cref="Gemm"/>: the weight is packed when it is first met.</summary>
sealed unsafe class GemmLinearKernel(int registerBits, Activation? then) : Kernel
{
    readonly Gemm _gemm = Gemm.OfBits(registerBits);
    readonly LastPacked<GemmPanels> _weight = new(new(registerBits));

    public override string Name => FormattableString.Invariant($"linear {registerBits} bits");

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor x = inputs[0]!, weight = inputs[1]!, y = outputs[0];
        int n = Int(weight.Shape[0]), k = Int(weight.Shape[1]);
        Storage packed = _weight.Of(weight);
        fixed (float* a = x.Borrow<float>(), b = packed.Borrow<float>(0, packed.ByteLength / sizeof(float)), bias = inputs[2].BorrowOrEmpty<float>(), c = y.BorrowForWriting<float>())
            _gemm.RunOnThreads(new GemmCall
            {
                M = Int(y.ElementCount / n),
                N = n,
                K = k,
                A = a,
                ARow = LinearReference.RowStride(x.Layout, k),
                AStep = 1,
                B = b,
                C = c,
                CRow = n,
                Addend = Addend.OfColumns(bias),
                Then = then,
            });
        GC.KeepAlive(packed);
    }
}
