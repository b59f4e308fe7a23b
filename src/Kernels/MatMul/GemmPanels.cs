using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>A weight [N, K] of any strides as the right side of products by <see cref="Gemm"/>, in float32 whatever its dtype is.</summary>
/// <param name="RegisterBits">Of the registers that read it.</param>
readonly record struct GemmPanels(int RegisterBits) : IPacking<GemmPanels>
{
    public long ByteLength(Tensor weight) => Gemm.OfBits(RegisterBits).PackedLength(Int(weight.Shape[1]), Int(weight.Shape[0])) * sizeof(float);

    public unsafe void Pack(Tensor weight, Storage packed)
    {
        Tensor numbers = Ops.Cast(weight, DType.Float32);
        int n = Int(numbers.Shape[0]), k = Int(numbers.Shape[1]);
        fixed (float* from = numbers.Borrow<float>(), to = packed.BorrowForWriting<float>(0, packed.ByteLength / sizeof(float)))
            Gemm.OfBits(RegisterBits).PackOnThreads(from, Int(numbers.Layout.Strides[1]), Int(numbers.Layout.Strides[0]), k, n, to);
        GC.KeepAlive(numbers.Storage);
    }
}
