namespace PtFormat.Tensors;

/// <content>Conversion to another dtype.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// The elements as another dtype, in a new dense tensor in host memory, as PyTorch's <c>to</c> converts them; itself where the
    /// dtype is this one. To convert while recording, or on another device, use <c>Ops.Cast</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">One of two dtypes holds packed bits: <see cref="DTypes.HoldsNumbers"/>.</exception>
    /// <exception cref="InvalidOperationException">The tensor is not dense and has more elements than can be written out at once.</exception>
    public Tensor To(DType dtype)
    {
        if (dtype == DType)
            return this;
        if (!IsDense)
        {
            CheckWrittenOut(DType);
            CheckWrittenOut(dtype);
        }
        Tensor result = Uninitialized(Shape, dtype);
        ConvertTo(result);
        return result;
    }

    /// <summary>Converts the elements into a dense tensor of equal shape in host memory.</summary>
    internal void ConvertTo(Tensor result)
    {
        RequireHost();
        Tensor dense = ToDense();
        // Tensors of more elements than a span holds are converted in pieces.
        const int Piece = 1 << 24;
        int from = DType.ItemSize(), to = result.DType.ItemSize();
        for (long done = 0; done < ElementCount; done += Piece)
        {
            int count = (int)Math.Min(Piece, ElementCount - done);
            ElementCast.Run(
                DType, dense.Storage.BorrowBytes((dense.Layout.Offset + done) * from, count * from),
                result.DType, result.Storage.BorrowBytesForWriting((result.Layout.Offset + done) * to, count * to));
        }
        GC.KeepAlive(dense.Storage);
        GC.KeepAlive(result.Storage);
    }
}
