using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>A weight [N, K] of any strides as the right side of products by <see cref="Gemm{T}"/>, of the products' elements whatever its dtype is.</summary>
/// <typeparam name="T">The elements of the products.</typeparam>
/// <param name="RegisterBits">Of the registers that read it.</param>
readonly record struct GemmPanels<T>(int RegisterBits) : IPacking<GemmPanels<T>> where T : unmanaged
{
    public unsafe long ByteLength(Tensor weight) => Gemm<T>.OfBits(RegisterBits).PackedLength(Int(weight.Shape[1]), Int(weight.Shape[0])) * sizeof(T);

    public unsafe void Pack(Tensor weight, Storage packed)
    {
        Tensor numbers = Ops.Cast(weight, DTypes.Of<T>());
        int n = Int(numbers.Shape[0]), k = Int(numbers.Shape[1]);
        fixed (T* from = numbers.Borrow<T>(), to = packed.BorrowForWriting<T>(0, packed.ByteLength / sizeof(T)))
            Gemm<T>.OfBits(RegisterBits).PackOnThreads(from, Int(numbers.Layout.Strides[1]), Int(numbers.Layout.Strides[0]), k, n, to);
        GC.KeepAlive(numbers.Storage);
    }
}
