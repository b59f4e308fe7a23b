using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>
/// Safetensors byte for byte as the reference library writes it: tensors of the widest dtype first and by name within one, a header
/// without blanks but those that pad it to 8 bytes, metadata before all tensors. (The library gives several metadata no fixed order:
/// here they stand as they were given.)
/// </summary>
static class SafetensorsWriter
{
    const int AlignmentBytes = 8;

    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Orders and checks everything, so that the writing itself can fail for the disk's or a damaged source's sake only.</summary>
    /// <param name="tensors">What is to be written: dtypes that the format has, in the host's memory or a file.</param>
    /// <param name="metadata">Texts by name.</param>
    /// <param name="limits">How often a tensor may repeat its storage.</param>
    /// <param name="keepOrder">True to write them as they are given.</param>
    /// <exception cref="ArgumentException">A name is one that the format keeps for itself, or cannot spell.</exception>
    public static Func<DualWriter, ValueTask> Plan(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata, LoadLimits limits, bool keepOrder = false)
    {
        Named[] ordered = [.. tensors.Select(tensor => new Named(Utf8(tensor.Key), tensor.Key, tensor.Value))];
        if (!keepOrder)
            Array.Sort(ordered, (a, b) =>
            {
                int rank = SafetensorsDTypes.Rank(a.Tensor.DType).CompareTo(SafetensorsDTypes.Rank(b.Tensor.DType));
                return rank != 0 ? rank : a.Key.AsSpan().SequenceCompareTo(b.Key);
            });
        byte[] header = Header(ordered, metadata);
        IPayload[] payloads = [.. ordered.Select(item => TensorPayload.Of(item.Name, item.Tensor, limits))];
        return async output =>
        {
            await output.WriteAsync(header).ConfigureAwait(false);
            await TensorPayload.WriteAsync(output, payloads).ConfigureAwait(false);
        };
    }

    static byte[] Header(Named[] tensors, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        ArrayBufferWriter<byte> text = new();
        text.Write("{"u8);
        if (metadata.Count > 0)
        {
            text.Write("\"__metadata__\":{"u8);
            for (int i = 0; i < metadata.Count; i++)
            {
                if (i > 0)
                    text.Write(","u8);
                WriteText(text, Utf8(metadata[i].Key));
                text.Write(":"u8);
                WriteText(text, Utf8(metadata[i].Value));
            }
            text.Write(tensors.Length > 0 ? "},"u8 : "}"u8);
        }
        long at = 0;
        for (int i = 0; i < tensors.Length; i++)
        {
            (byte[] key, string name, Tensor tensor) = tensors[i];
            if (name == "__metadata__")
                throw new ArgumentException("safetensors keeps the name '__metadata__' for itself: rename the tensor");
            long end = checked(at + tensor.ElementCount * tensor.DType.ItemSize());
            if (i > 0)
                text.Write(","u8);
            WriteText(text, key);
            string shape = string.Join(',', SafetensorsDTypes.ShapeInFile(tensor.DType, tensor.Shape).Select(size => size.ToString(CultureInfo.InvariantCulture)));
            text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $":{{\"dtype\":\"{tensor.DType.Info().SafetensorsCode}\",\"shape\":[{shape}],\"data_offsets\":[{at},{end}]}}")));
            at = end;
        }
        text.Write("}"u8);
        int length = (text.WrittenCount + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;
        byte[] header = new byte[SafetensorsHeader.LengthBytes + length];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        text.WrittenSpan.CopyTo(header.AsSpan(SafetensorsHeader.LengthBytes));
        header.AsSpan(SafetensorsHeader.LengthBytes + text.WrittenCount).Fill((byte)' ');
        return header;
    }

    // What JSON has to escape and nothing else, in the short form where there is one.
    static void WriteText(ArrayBufferWriter<byte> output, byte[] utf8)
    {
        output.Write("\""u8);
        foreach (byte b in utf8)
            if (b is (byte)'"' or (byte)'\\')
                output.Write([(byte)'\\', b]);
            else if (b >= ' ')
                output.Write([b]);
            else
                output.Write(b switch
                {
                    (byte)'\b' => "\\b"u8,
                    (byte)'\t' => "\\t"u8,
                    (byte)'\n' => "\\n"u8,
                    (byte)'\f' => "\\f"u8,
                    (byte)'\r' => "\\r"u8,
                    _ => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{b:x4}")),
                });
        output.Write("\""u8);
    }

    static byte[] Utf8(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{PtFormatException.Quote(text)} holds half of a surrogate pair, which safetensors cannot spell: rename it", e);
        }
    }

    sealed record Named(byte[] Key, string Name, Tensor Tensor);
}
