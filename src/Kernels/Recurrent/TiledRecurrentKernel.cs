using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>A recurrent layer in float32 registers: packed weights, tiles of rows, and gates that are finished while they are in the cache.</summary>
sealed unsafe class TiledRecurrentKernel<TStep, V> : Kernel where TStep : struct, IRecurrentStep where V : struct, ISimdOf<V, float>
{
    // Below some microseconds of work a step is not worth a meeting of lanes; above some 200 all together are worth waking a thread for.
    const long LeastStepOperations = 60_000, LongOperations = (long)1.5e7;

    readonly RecurrentOp _op;
    readonly RecurrentSizes _sizes;
    readonly int _lanes;
    readonly bool _isLong;
    readonly long _bias, _padded, _gates, _sums;

    public TiledRecurrentKernel(RecurrentOp op, RecurrentSizes sizes)
    {
        (_op, _sizes) = (op, sizes);
        GatePacking packing = RecurrentJob<TStep, V>.Packing;
        int units = packing.Units(sizes.Hidden);
        double row = 2.0 * packing.Gates * sizes.Hidden * sizes.Width;
        _lanes = (int)Math.Clamp(row * sizes.Batch / LeastStepOperations, 1, Math.Max(1, Math.Min(units, Work.Threads)));
        _isLong = row * sizes.Rows > LongOperations;
        _bias = (long)units * packing.UnitColumns;
        _padded = checked(sizes.Batch * units * packing.UnitHidden);
        _gates = checked(RecurrentJob<TStep, V>.ChunkRows(sizes) * _bias);
        _sums = RecurrentJob<TStep, V>.SumElements(sizes.Batch);
        WorkspaceBytes = sizes.Batch == 0 ? 0 : checked((2 * _bias + RecurrentJob<TStep, V>.ProjectionPacking.UnitColumns + 2 * _padded + _gates + _lanes * _sums) * sizeof(float));
    }

    public override string Name => $"{_op.Name} {V.Count} lanes";

    public override long WorkspaceBytes { get; }

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Span<float> h = outputs[1].BorrowForWriting<float>(), c = outputs.Length > 2 ? outputs[2].BorrowForWriting<float>() : [];
        RecurrentKernel<TStep, float>.Start(inputs[5], h);
        GatePacking packing = RecurrentJob<TStep, V>.Packing;
        Tensor x = inputs[0]!;
        Tensor? projection = c.IsEmpty ? null : inputs[7];
        int hidden = Int(_sizes.Hidden), batch = Int(_sizes.Batch), padded = (int)(_padded / batch);
        Span<float> work = workspace!.BorrowForWriting<float>(0, WorkspaceBytes / sizeof(float)), rest = work;
        Span<float> gates = Take(ref rest, _gates), inputBias = Take(ref rest, _bias), hiddenBias = Take(ref rest, _bias);
        // Behind the bias, for the projection has none.
        Take(ref rest, RecurrentJob<TStep, V>.ProjectionPacking.UnitColumns).Clear();
        Span<float> cells = Take(ref rest, _padded), unprojected = Take(ref rest, _padded), sums = rest;
        packing.Pack(inputs[3].BorrowOrEmpty<float>(), hidden, inputBias);
        packing.Pack(inputs[4].BorrowOrEmpty<float>(), hidden, hiddenBias);
        if (!c.IsEmpty)
        {
            RecurrentKernel<TStep, float>.Start(inputs[6], c);
            cells.Clear();
            for (int b = 0; b < batch; b++)
                c.Slice(b * hidden, hidden).CopyTo(cells[(b * padded)..]);
        }
        ReadOnlySpan<float> inputWeights = Packed(inputs[1]!, packing), hiddenWeights = Packed(inputs[2]!, packing);
        ReadOnlySpan<float> projectionWeights = projection is null ? [] : Packed(projection, RecurrentJob<TStep, V>.ProjectionPacking);
        Span<float> y = outputs[0].BorrowForWriting<float>();
        fixed (float* xAt = x.Borrow<float>(), yAt = y, hAt = h, gatesAt = gates, inputBiasAt = inputBias, hiddenBiasAt = hiddenBias, cellsAt = cells)
        fixed (float* unprojectedAt = unprojected, sumsAt = sums, inputAt = inputWeights, hiddenAt = hiddenWeights, projectionAt = projectionWeights)
        {
            RecurrentJob<TStep, V> job = new()
            {
                Packed = _op.Packed,
                Reverse = _op.Reverse,
                Batch = batch,
                Hidden = hidden,
                Steps = _op.Packed?.Count ?? Int(x.Shape[0]),
                Features = Int(_sizes.Features),
                Width = Int(_sizes.Width),
                X = xAt,
                XStepStride = (nint)x.Layout.Strides[0],
                XRowStride = (nint)x.Layout.Strides[^2],
                InputWeights = inputAt,
                HiddenWeights = hiddenAt,
                Projection = projectionAt,
                InputBias = inputBiasAt,
                HiddenBias = hiddenBiasAt,
                Y = yAt,
                Start = hAt,
                C = c.IsEmpty ? null : cellsAt,
                Unprojected = unprojectedAt,
                Gates = gatesAt,
                Sums = sumsAt,
            };
            Work.Together(_lanes, _isLong, ref job);
        }
        for (int b = 0; b < batch && !c.IsEmpty; b++)
            cells.Slice(b * padded, hidden).CopyTo(c[(b * hidden)..]);
        LastStates(y, h);
    }

    // Walking back, all sequences end at the first step; walking forward, each at its own.
    void LastStates(ReadOnlySpan<float> y, Span<float> h)
    {
        int width = Int(_sizes.Width);
        if (_op.Reverse)
            y[..h.Length].CopyTo(h);
        else if (_op.Packed is not { } packed)
            y[^h.Length..].CopyTo(h);
        else
            for (int t = 0, row = 0; t < packed.Count; row += packed[t++])
                y.Slice(row * width, packed[t] * width).CopyTo(h);
    }

    static ReadOnlySpan<float> Packed(Tensor weight, GatePacking packing)
    {
        Storage packed = PackedWeights.Of(weight, packing);
        return packed.Borrow<float>(0, packing.ByteLength(weight) / sizeof(float));
    }

    static Span<float> Take(ref Span<float> memory, long elements)
    {
        Span<float> part = memory[..Int(elements)];
        memory = memory[part.Length..];
        return part;
    }
}
