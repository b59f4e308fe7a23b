namespace PtFormat.Tensors;

/// <content>Conversion to another dtype.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// The elements as another dtype, in a new dense tensor in host memory, as PyTorch's <c>to</c> converts them; itself where the
    /// dtype is this one. To convert while recording, or on another device, use <c>Ops.Cast</c>.
    /// </summary>
    public Tensor To(DType dtype)
    {
        if (dtype == DType)
            return this;
        RequireHost();
        Tensor dense = ToDense(), result = Uninitialized(Shape, dtype);
        // Tensors of more elements than a span holds are converted in pieces.
        const int Piece = 1 << 24;
        for (long done = 0; done < ElementCount; done += Piece)
        {
            int count = (int)Math.Min(Piece, ElementCount - done);
            ElementCast.Run(
                DType, dense.Storage.BorrowBytes((dense.Layout.Offset + done) * DType.ItemSize(), count * DType.ItemSize()),
                dtype, result.Storage.BorrowBytesForWriting(done * dtype.ItemSize(), count * dtype.ItemSize()));
        }
        GC.KeepAlive(dense.Storage);
        GC.KeepAlive(result.Storage);
        return result;
    }
}
