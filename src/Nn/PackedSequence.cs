using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Sequences of unequal lengths without padding: the first steps of all sequences, longest sequence first, then the second steps
/// of those that have one, and so on.
/// </summary>
public sealed class PackedSequence
{
    /// <summary>Takes what is packed already.</summary>
    /// <param name="data">[rows, ...].</param>
    /// <param name="batchSizes">How many sequences each step holds: int64 [steps] in host memory, never growing.</param>
    /// <param name="sortedIndices">Where each sequence of the longest-first order stood in the caller's; null where that order is the caller's.</param>
    /// <param name="unsortedIndices">The other way round; follows from the sorted ones where it is null.</param>
    /// <exception cref="ArgumentException">The sizes do not add up to the rows, or the indices have another length than the batch.</exception>
    public PackedSequence(Tensor data, Tensor batchSizes, Tensor? sortedIndices = null, Tensor? unsortedIndices = null)
    {
        if (batchSizes.Rank != 1 || batchSizes.DType != DType.Int64)
            throw new ArgumentException($"packed sequence: batch_sizes is {batchSizes}, expected int64 [steps]");
        Steps = new(batchSizes.ToArray<long>());
        if (data.Rank == 0 || data.Shape[0] != Steps.Total)
            throw new ArgumentException($"packed sequence: data is {data.Shape}, the steps {Steps} add up to {Steps.Total} rows");
        foreach (Tensor? indices in new[] { sortedIndices, unsortedIndices })
            if (indices is not null && indices.Shape != [Steps.Batch])
                throw new ArgumentException($"packed sequence: the indices are {indices.Shape}, the first step holds {Steps.Batch} sequences");
        (Data, BatchSizes, SortedIndices, UnsortedIndices) = (data, batchSizes, sortedIndices, unsortedIndices ?? Inverse(sortedIndices));
    }

    /// <summary>[rows, ...].</summary>
    public Tensor Data { get; }

    /// <summary>How many sequences each step holds, int64 [steps].</summary>
    public Tensor BatchSizes { get; }

    /// <summary>Where each sequence of the longest-first order stood in the caller's; null where that order is the caller's.</summary>
    public Tensor? SortedIndices { get; }

    /// <summary>Where each of the caller's sequences stands in the longest-first order; null where that order is the caller's.</summary>
    public Tensor? UnsortedIndices { get; }

    internal StepSizes Steps { get; }

    /// <summary>Packs a padded batch, as <c>pack_padded_sequence</c>.</summary>
    /// <param name="padded">[steps, batch, ...], or [batch, steps, ...] if batch-first.</param>
    /// <param name="lengths">Steps of each sequence.</param>
    /// <param name="batchFirst">True for [batch, steps, ...].</param>
    /// <param name="enforceSorted">True to refuse lengths that grow; false to sort them.</param>
    /// <exception cref="ArgumentException">A length is not from 1 to the steps there are, or grows where it must not.</exception>
    public static PackedSequence PackPadded(Tensor padded, ReadOnlySpan<long> lengths, bool batchFirst = false, bool enforceSorted = true)
    {
        int batch = batchFirst ? 0 : 1;
        if (padded.Rank < 2 || padded.Shape[batch] != lengths.Length)
            throw new ArgumentException($"pack_padded_sequence: input is {padded.Shape} and there are {lengths.Length} lengths: expected {(batchFirst ? "[batch, steps, ...]" : "[steps, batch, ...]")} with a length for each of the batch");
        long steps = padded.Shape[1 - batch];
        long[] all = lengths.ToArray();
        for (int i = 0; i < all.Length; i++)
            if (all[i] < 1 || all[i] > steps)
                throw new ArgumentException($"pack_padded_sequence: length {i} is {all[i]}, expected 1 to {steps}, the steps of {padded.Shape}");
            else if (enforceSorted && i > 0 && all[i] > all[i - 1])
                throw new ArgumentException($"pack_padded_sequence: length {i} is {all[i]} after {all[i - 1]}: pass enforceSorted: false for lengths that grow");
        // Longest first, equal ones as they were.
        int[] order = [.. Enumerable.Range(0, all.Length).OrderByDescending(i => all[i])];
        List<long> sizes = [], places = [];
        for (long step = 0; step < all.Max(); step++)
        {
            int size = order.Count(i => all[i] > step);
            sizes.Add(size);
            for (int i = 0; i < size; i++)
                places.Add(batchFirst ? order[i] * steps + step : step * all.Length + order[i]);
        }
        Tensor data = Ops.IndexSelect(Ops.Flatten(padded, 0, 1), 0, Ops.OnDevice(Tensor.From<long>([.. places]), padded.Device));
        return new(data, Tensor.From<long>([.. sizes]), enforceSorted ? null : Tensor.From<long>([.. order.Select(i => (long)i)]));
    }

    /// <summary>Packs tensors of unequal first sizes, as <c>pack_sequence</c>.</summary>
    /// <param name="sequences">Each [steps, ...]; all but the steps equal.</param>
    /// <param name="enforceSorted">True to refuse lengths that grow; false to sort them.</param>
    /// <exception cref="ArgumentException">There is none, or their shapes do not fit together.</exception>
    public static PackedSequence Pack(IReadOnlyList<Tensor> sequences, bool enforceSorted = true) =>
        PackPadded(Pad(sequences), [.. sequences.Select(s => s.Shape[0])], enforceSorted: enforceSorted);

    /// <summary>Tensors of unequal first sizes side by side, as <c>pad_sequence</c>.</summary>
    /// <param name="sequences">Each [steps, ...]; all but the steps equal.</param>
    /// <param name="batchFirst">True for [batch, steps, ...], else [steps, batch, ...].</param>
    /// <param name="paddingValue">What stands behind the end of each.</param>
    /// <exception cref="ArgumentException">There is none, or their shapes do not fit together.</exception>
    public static Tensor Pad(IReadOnlyList<Tensor> sequences, bool batchFirst = false, double paddingValue = 0)
    {
        if (sequences.Count == 0 || sequences.Any(s => s.Rank == 0))
            throw new ArgumentException($"pad_sequence: {sequences.Count} sequences were given, expected at least one and each [steps, ...]");
        long longest = sequences.Max(s => s.Shape[0]);
        return Ops.Stack(
            [.. sequences.Select(s => s.Shape[0] == longest ? s : Ops.Cat([s, Ops.OnDevice(Ops.Full([longest - s.Shape[0], .. s.Shape.AsSpan()[1..]], paddingValue, s.DType), s.Device)]))], batchFirst ? 0 : 1);
    }

    /// <summary>The padded batch in the caller's order and the lengths, as <c>pad_packed_sequence</c>.</summary>
    /// <param name="batchFirst">True for [batch, steps, ...], else [steps, batch, ...].</param>
    /// <param name="paddingValue">What stands behind the end of each sequence.</param>
    /// <param name="totalLength">The steps of the result; those of the longest sequence if null.</param>
    /// <exception cref="ArgumentException">The total length is less than the longest sequence.</exception>
    public (Tensor Padded, Tensor Lengths) PadPacked(bool batchFirst = false, double paddingValue = 0, int? totalLength = null)
    {
        int steps = totalLength ?? Steps.Count;
        if (steps < Steps.Count)
            throw new ArgumentException($"pad_packed_sequence: a total length of {steps} was wanted, the longest sequence has {Steps.Count} steps");
        long[] place = UnsortedIndices?.ToArray<long>() ?? [.. Enumerable.Range(0, Steps.Batch)];
        long[] lengths = [.. place.Select(p => (long)Enumerable.Range(0, Steps.Count).Count(step => Steps[step] > p))];
        long[] first = new long[Steps.Count];
        for (int step = 1; step < first.Length; step++)
            first[step] = first[step - 1] + Steps[step - 1];
        // Behind the last row stands one of padding.
        long[] rows = new long[checked(steps * Steps.Batch)];
        for (int step = 0; step < steps; step++)
            for (int b = 0; b < place.Length; b++)
                rows[batchFirst ? b * steps + step : step * place.Length + b] = step < lengths[b] ? first[step] + place[b] : Steps.Total;
        Tensor padding = Ops.OnDevice(((Scalar)paddingValue).ToTensor(Data.DType), Data.Device).Expand([1, .. Data.Shape.AsSpan()[1..]]);
        Tensor padded = Ops.IndexSelect(Ops.Cat([Data, padding]), 0, Ops.OnDevice(Tensor.From<long>(rows), Data.Device));
        long[] sizes = batchFirst ? [Steps.Batch, steps] : [steps, Steps.Batch];
        return (padded.View([.. sizes, .. Data.Shape.AsSpan()[1..]]), Tensor.From<long>(lengths));
    }

    /// <summary>The sequences in the caller's order, as <c>unpack_sequence</c>.</summary>
    public Tensor[] Unpack()
    {
        (Tensor padded, Tensor lengths) = PadPacked(batchFirst: true);
        return [.. lengths.ToArray<long>().Select((length, i) => padded.Select(0, i).Narrow(0, 0, length))];
    }

    internal PackedSequence With(Tensor data) => new(data, BatchSizes, SortedIndices, UnsortedIndices);

    static Tensor? Inverse(Tensor? order)
    {
        if (order is null)
            return null;
        long[] positions = order.ToArray<long>(), inverse = new long[positions.Length];
        for (int i = 0; i < positions.Length; i++)
            inverse[positions[i]] = i;
        return Tensor.From<long>(inverse);
    }
}
