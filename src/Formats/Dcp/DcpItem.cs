using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>One item in a file of many: a file of <c>torch.save</c> between two offsets.</summary>
/// <param name="source">The file of many.</param>
/// <param name="range">Where the item lies.</param>
/// <param name="name">What messages call it.</param>
/// <param name="options">How it is read.</param>
sealed class DcpItem(ByteSource source, DcpRange range, string name, PtLoadOptions options)
{
    /// <summary>Reads its directory and pickle, and no tensor.</summary>
    /// <exception cref="PtFormatException">It is no file of torch.save, or its pickle is refused.</exception>
    public async ValueTask<TorchContent> ReadAsync(bool async, CancellationToken cancellation)
    {
        try
        {
            // One file lies around it: what lies in it counts from there.
            DualReader reader = new(new OffsetByteSource(source, range.Offset, range.Length), async, cancellation);
            return await TorchFormats.ReadAsync(reader, options with { Cancellation = cancellation }, depth: 1).ConfigureAwait(false);
        }
        catch (PtFormatException e)
        {
            throw Located(e);
        }
    }

    /// <summary>The tensor that it is.</summary>
    /// <exception cref="PtFormatException">It is none of that dtype and shape.</exception>
    public Tensor ReadTensor(DType dtype, long[] sizes)
    {
        TorchContent content = DualReader.Result(ReadAsync(async: false, default));
        try
        {
            if (!new TorchObjects(content, options).TryTensor(content.Tree, out TorchTensor? found) || found is not { Kind: TensorKind.Strided, IsConjugated: false, IsNegated: false, Value: Tensor tensor })
                throw new PtFormatException(PtErrorKind.Malformed, "the item is no plain tensor, which the metadata say it is");
            if (tensor.DType != dtype || !tensor.Shape.AsSpan().SequenceEqual(sizes))
                throw new PtFormatException(PtErrorKind.Malformed, $"the item is {tensor}, the metadata say {dtype.Name()} [{string.Join(", ", sizes)}]");
            Materialized.Check(PtFormatException.Quote(name), tensor, options.Limits);
            return tensor;
        }
        catch (PtFormatException e)
        {
            throw Located(e);
        }
    }

    /// <summary>The item as it is verified: every record in it is read to its end.</summary>
    /// <param name="check">What else has to be true.</param>
    public CheckableRecord Checkable(Action? check = null) => new(name, range.Length, false, (progress, cancellation) => Verify(check, progress, cancellation));

    void Verify(Action? check, Action<long>? progress, CancellationToken cancellation)
    {
        check?.Invoke();
        foreach (CheckableRecord record in DualReader.Result(ReadAsync(async: false, cancellation)).CheckableRecords)
            try
            {
                record.Verify(progress, cancellation);
            }
            catch (PtFormatException e)
            {
                throw Located(e);
            }
    }

    PtFormatException Located(PtFormatException e) => (e.Record is null ? e.Shifted(range.Offset).In(source.Name, name) : e.In(source.Name, null));
}
