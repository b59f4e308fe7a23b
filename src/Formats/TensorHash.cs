using System.Security.Cryptography;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A fingerprint of what a tensor holds, whatever its strides, storage or container.</summary>
public static class TensorHash
{
    const int ChunkBytes = 1 << 20;

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over the elements in row-major order, little-endian, in the tensor's dtype, with
    /// conjugation and negation carried out. Null for a tensor without elements of its own: meta, sparse, quantized, nested.
    /// </summary>
    /// <exception cref="PtFormatException">The file is damaged, or the tensor repeats its storage beyond the limit.</exception>
    public static string? Sha256(TensorEntry entry, LoadLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is not { Kind: TensorKind.Strided, Tensor: { } tensor })
            return null;
        if (tensor.IsDense && !entry.IsConjugated && !entry.IsNegated)
            return Dense(tensor, cancellation);
        Materialized.Check(entry.Path, tensor, limits ?? LoadLimits.Default);
        return Dense(entry.IsConjugated || entry.IsNegated ? tensor.Resolve(entry.IsConjugated, entry.IsNegated) : tensor.Clone(), cancellation);
    }

    static string Dense(Tensor tensor, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = tensor.ElementCount * tensor.DType.ItemSize(), start = bytes == 0 ? 0 : tensor.Layout.Offset * tensor.DType.ItemSize();
        byte[] chunk = new byte[Math.Min(ChunkBytes, bytes)];
        for (long done = 0; done < bytes; done += chunk.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, bytes - done));
            tensor.Storage.Read(start + done, part);
            hash.AppendData(part);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
