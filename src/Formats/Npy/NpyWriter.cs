using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>Writes tensors as NumPy's <c>.npy</c>: the same bytes as <c>numpy.save</c>.</summary>
public static class NpyWriter
{
    const int ChunkBytes = 4 << 20;

    /// <summary>Whether <c>.npy</c> has the dtype. It has neither bfloat16 nor floats of 8 bits nor complex ones of 32.</summary>
    public static bool CanHold(DType dtype) => NpyHeader.Descr(dtype) is not null;

    /// <summary>
    /// The length of the file that <see cref="Write"/> makes.
    /// </summary>
    /// <exception cref="PtFormatException">The tensor repeats its storage beyond the limit.</exception>
    public static long ByteLength(TensorEntry entry, bool widen = false, LoadLimits? limits = null)
    {
        DType dtype = DTypeOf(entry, widen);
        return Header(entry, dtype).Length + new TensorElements(entry, limits).ElementCount * dtype.ItemSize();
    }

    /// <summary>
    /// Writes a strided tensor of any layout. Where its memory runs column by column it is written so, with
    /// <c>fortran_order</c>, as NumPy does.
    /// </summary>
    /// <param name="entry">The tensor.</param>
    /// <param name="output">Gets the file.</param>
    /// <param name="widen">Writes floats of 16 and 8 bits as float32 (complex32 as complex64): every value stays the same.</param>
    /// <param name="limits">How often a tensor may repeat its storage; null for <see cref="LoadLimits.Default"/>.</param>
    /// <param name="progress">Told of the bytes written, each time since the last.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    /// <exception cref="NotSupportedException"><c>.npy</c> does not have the dtype.</exception>
    /// <exception cref="ArgumentException">The tensor is sparse, quantized, nested or on the meta device.</exception>
    /// <exception cref="PtFormatException">The file is damaged, or the tensor repeats its storage beyond the limit.</exception>
    public static void Write(TensorEntry entry, Stream output, bool widen = false, LoadLimits? limits = null, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        DType dtype = DTypeOf(entry, widen);
        TensorElements elements = new(entry, limits, IsColumnMajor(entry.Tensor!.Layout));
        output.Write(Header(entry, dtype));
        byte[] chunk = new byte[Math.Clamp(elements.ElementCount * elements.DType.ItemSize(), 1, ChunkBytes)];
        byte[] widened = elements.DType == dtype ? [] : new byte[chunk.Length / elements.DType.ItemSize() * dtype.ItemSize()];
        for (int read; (read = elements.Read(chunk)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> part = chunk.AsSpan(0, read);
            if (elements.DType != dtype)
                part = widened.AsSpan(0, FloatWidening.Widen(elements.DType, part, widened));
            output.Write(part);
            progress?.Invoke(part.Length);
        }
    }

    /// <summary>The whole file, for a tensor of a dtype that it holds.</summary>
    /// <exception cref="PtFormatException">The tensor repeats its storage beyond the limit.</exception>
    internal static IPayload Payload(string name, Tensor tensor, LoadLimits limits)
    {
        bool isColumnMajor = IsColumnMajor(tensor.Layout);
        Tensor inOrder = isColumnMajor ? tensor.Permute([.. Enumerable.Range(0, tensor.Shape.Rank).Reverse()]) : tensor;
        return new HeadedPayload(NpyHeader.Write(NpyHeader.Descr(tensor.DType)!, isColumnMajor, tensor.Shape), TensorPayload.Of(name, inOrder, limits));
    }

    static byte[] Header(TensorEntry entry, DType dtype) =>
        NpyHeader.Write(NpyHeader.Descr(dtype)!, IsColumnMajor(entry.Tensor!.Layout), entry.Tensor.Shape);

    static bool IsColumnMajor(Layout layout) =>
        !layout.IsDense && layout.Permute([.. Enumerable.Range(0, layout.Shape.Rank).Reverse()]).IsDense;

    // Before anything is written, and before the header asks for a name that is not there.
    static DType DTypeOf(TensorEntry entry, bool widen)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is not { Kind: TensorKind.Strided, Tensor: { } tensor })
            throw new ArgumentException($"{entry.Path} is a {entry.LayoutName} tensor: .npy holds strided ones", nameof(entry));
        DType dtype = widen ? FloatWidening.Target(tensor.DType) : tensor.DType;
        return CanHold(dtype) ? dtype : throw new NotSupportedException($"{entry.Path} is {dtype.Name()}, which .npy does not have");
    }
}
