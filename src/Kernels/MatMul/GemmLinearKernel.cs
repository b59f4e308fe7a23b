using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>Linear maps by <see cref="Gemm{T}"/>: the weight is packed when it is first met.</summary>
/// <typeparam name="T">The elements, float32 or float64.</typeparam>
sealed unsafe class GemmLinearKernel<T>(int registerBits, Activation? then) : Kernel where T : unmanaged
{
    readonly Gemm<T> _gemm = Gemm<T>.OfBits(registerBits);
    readonly LastPacked<GemmPanels<T>> _weight = new(new(registerBits));

    public override string Name => FormattableString.Invariant($"linear {registerBits} bits");

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Tensor x = inputs[0]!, weight = inputs[1]!, y = outputs[0];
        int n = Int(weight.Shape[0]), k = Int(weight.Shape[1]);
        Storage packed = _weight.Of(weight);
        fixed (T* a = x.Borrow<T>(), b = packed.Borrow<T>(0, packed.ByteLength / sizeof(T)), bias = inputs[2].BorrowOrEmpty<T>(), c = y.BorrowForWriting<T>())
            _gemm.RunOnThreads(new GemmCall<T>
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
                Addend = Addend<T>.OfColumns(bias),
                Then = then,
            });
        GC.KeepAlive(packed);
    }
}
