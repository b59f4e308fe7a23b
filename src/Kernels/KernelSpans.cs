using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>How CPU kernels get at elements: spans that must not outlive the run.</summary>
static class KernelSpans
{
    /// <summary>The elements from the layout's first to its last; strides count from the span's start.</summary>
    public static ReadOnlySpan<T> Borrow<T>(this Tensor tensor) where T : unmanaged =>
        tensor.ElementCount == 0 ? [] : tensor.Storage.Borrow<T>(tensor.Layout.Offset, tensor.Layout.RequiredElements - tensor.Layout.Offset);

    /// <summary>The elements of an optional operand; empty where it is absent.</summary>
    public static ReadOnlySpan<T> BorrowOrEmpty<T>(this Tensor? tensor) where T : unmanaged => tensor is null ? [] : tensor.Borrow<T>();

    /// <summary>The elements of an output.</summary>
    public static Span<T> BorrowForWriting<T>(this Tensor tensor) where T : unmanaged =>
        tensor.ElementCount == 0 ? [] : tensor.Storage.BorrowForWriting<T>(tensor.Layout.Offset, tensor.ElementCount);

    /// <summary>A size or stride, which a tensor of at most 2^31 - 1 elements keeps small.</summary>
    public static int Int(long size) => checked((int)size);
}
