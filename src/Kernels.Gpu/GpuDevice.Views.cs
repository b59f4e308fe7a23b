using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>How kernels get at elements.</content>
public sealed partial class GpuDevice
{
    /// <summary>
    /// The elements from the layout's first to its last, as elements of any type: strides count from the view's start, and of a
    /// wider type there are as many as fit.
    /// </summary>
    internal static ArrayView<T> View<T>(Tensor tensor) where T : unmanaged
    {
        long size = tensor.DType.ItemSize(), count = tensor.ElementCount == 0 ? 0 : tensor.Layout.RequiredElements - tensor.Layout.Offset;
        return View<T>(tensor.Storage, count == 0 ? 0 : tensor.Layout.Offset * size, count * size);
    }

    /// <summary>The elements of an operand that may be absent; an empty view then.</summary>
    internal static ArrayView<T> ViewOrEmpty<T>(Tensor? tensor) where T : unmanaged => tensor is null ? ArrayView<T>.Empty : View<T>(tensor);

    /// <summary>A range of a storage.</summary>
    internal static ArrayView<T> View<T>(Storage storage, long byteOffset, long byteLength) where T : unmanaged =>
        new ArrayView<byte>(((GpuStorage)storage).Block.Buffer, byteOffset, byteLength).Cast<T>();

    /// <summary>A stretch of a view; of no length it may begin anywhere.</summary>
    internal static ArrayView<float> Stretch(ArrayView<float> view, long from, long length) => length == 0 ? ArrayView<float>.Empty : view.SubView(from, length);

    /// <summary>True where a tensor starts on a boundary of so many bytes: what loads of several elements at once need.</summary>
    internal static bool IsAligned(TensorSpec tensor, int bytes) => tensor.Layout.Offset * tensor.DType.ItemSize() % bytes == 0;
}
