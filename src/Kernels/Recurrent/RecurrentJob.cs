using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// A recurrent layer's run, shared out by units of hidden elements (<see cref="GatePacking"/>). Every lane makes the gates from the
/// input for a chunk of steps, as one product; then, step by step, those from the hidden state, and finishes its units; then
/// all meet, for the next step reads what all have made. y is where the hidden states live. A row goes through the same
/// tiles whoever has its unit, so results do not depend on the number of lanes.
/// </summary>
/// <typeparam name="TStep">What a step makes of the gates.</typeparam>
/// <typeparam name="V">The registers.</typeparam>
unsafe struct RecurrentJob<TStep, V> : ITeamJob where TStep : struct, IRecurrentStep where V : struct, ISimdOf<V, float>
{
    // Gates of so many elements (1 MiB) are made ahead: they stay in the cache until their steps come.
    const int ChunkElements = 1 << 18;

    // Units that are finished together, times rows: the functions of one wait for each other, those of several do not.
    const int FinishedTogether = 16;

    public static GatePacking Packing => new(TStep.Gates, V.Count);

    public static GatePacking ProjectionPacking => new(1, V.Count);

    public StepSizes? Packed;
    public bool Reverse;
    public int Steps, Batch, Features, Hidden, Width;

    /// <summary>x [rows, features], at these distances between steps and between a step's rows.</summary>
    public float* X;
    public nint XStepStride, XRowStride;

    /// <summary>Packed weights, and biases laid out alike; no projection where that is null.</summary>
    public float* InputWeights, HiddenWeights, Projection, InputBias, HiddenBias;

    /// <summary>y [rows, width], and the states before the first step [batch, width].</summary>
    public float* Y, Start;

    /// <summary>The cell states, and what will be projected, [batch, units of hidden elements].</summary>
    public float* C, Unprojected;

    /// <summary>[unit][row of the chunk][columns], and each lane's <see cref="SumElements"/>.</summary>
    public float* Gates, Sums;

    public static int ChunkRows(in RecurrentSizes sizes) =>
        (int)Math.Min(sizes.Rows, Math.Max(sizes.Batch, ChunkElements / Math.Max(1, Packing.Units(sizes.Hidden) * (long)Packing.UnitColumns)));

    public static long SumElements(long batch) => checked(Math.Max(batch, FinishedTogether + batch) * Packing.UnitColumns);

    readonly int PaddedHidden => Packing.Units(Hidden) * Packing.UnitHidden;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Team team)
    {
        int units = Packing.Units(Hidden), first = units * team.Lane / team.Lanes, last = units * (team.Lane + 1) / team.Lanes;
        int rows = ChunkRows(new(Packed?.Total ?? (long)Steps * Batch, Batch, Features, Hidden, Width));
        float* sums = Sums + team.Lane * SumElements(Batch);
        int row = Reverse ? (int)(Packed?.Total ?? (long)Steps * Batch) : 0, before = 0, known = 0;
        for (int step = 0; step < Steps;)
        {
            int count = 1, size = Size(step), chunk = size;
            for (; step + count < Steps && chunk + Size(step + count) <= rows; count++)
                chunk += Size(step + count);
            int low = Reverse ? row - chunk : row;
            MakeInputGates(first, last, rows, low, chunk, count);
            for (int end = step + count; step < end; step++)
            {
                size = Size(step);
                row -= Reverse ? size : 0;
                known = Math.Min(known, size);
                if (step > 0)
                    team.Meet();
                MakeStates(first, last, sums, Gates + (nint)(row - low) * Packing.UnitColumns, rows, row, size, before, known);
                if (Projection != null)
                {
                    team.Meet();
                    Project(team, sums, row, size);
                }
                (before, known) = (row, size);
                row += Reverse ? 0 : size;
            }
        }
    }

    // The rows of the step that is walked as the n-th.
    readonly int Size(int step) => Packed is null ? Batch : Packed[Reverse ? Steps - 1 - step : step];

    readonly void MakeInputGates(int first, int last, int chunkRows, int low, int rows, int steps)
    {
        // Rows at one distance are one product. Rows of a batch-first tensor are not: they go sequence by sequence, or step by step.
        float* x = X + low * XRowStride;
        int outer = 1, inner = rows;
        nint outerX = 0, innerX = XRowStride, outerY = 0, innerY = Packing.UnitColumns;
        if (Packed is null && XStepStride != Batch * XRowStride)
        {
            x = X + low / Batch * XStepStride;
            (outer, inner, outerX, innerX, outerY, innerY) = steps >= Batch
                ? (Batch, steps, XRowStride, XStepStride, innerY, innerY * Batch)
                : (steps, Batch, XStepStride, XRowStride, innerY * Batch, innerY);
        }
        for (int unit = first; unit < last; unit++)
        {
            nint column = (nint)unit * Packing.UnitColumns;
            for (int i = 0; i < outer; i++)
                RowTiles.Run<V>(
                    inner, Packing.UnitPanels, Features, x + i * outerX, innerX, InputWeights + column * Features, InputBias + column,
                    Gates + column * chunkRows + i * outerY, innerY, 4 * V.Count);
        }
    }

    // The first `known` of a step's rows continue those that start at row `before`, the others start here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void MakeStates(int first, int last, float* sums, float* gates, int chunkRows, int row, int size, int before, int known)
    {
        int together = Math.Max(1, FinishedTogether / size), columns = Packing.UnitColumns;
        float* continued = Y + (nint)before * Width, started = Start + (nint)known * Width;
        for (int group = first; group < last; group += together)
        {
            int end = Math.Min(last, group + together);
            // The units of a lone row lie side by side, as one of many panels.
            int each = size == 1 ? end - group : 1;
            for (int unit = group; unit < end; unit += each)
            {
                nint column = (nint)unit * columns;
                float* weights = HiddenWeights + column * Width, target = sums + (nint)(unit - group) * size * columns;
                RowTiles.Run<V>(known, each * Packing.UnitPanels, Width, continued, Width, weights, HiddenBias + column, target, columns, 4 * V.Count);
                RowTiles.Run<V>(size - known, each * Packing.UnitPanels, Width, started, Width, weights, HiddenBias + column, target + (nint)known * columns, columns, 4 * V.Count);
            }
            for (int unit = group; unit < end; unit++)
            {
                float* input = gates + (nint)unit * chunkRows * columns, hidden = sums + (nint)(unit - group) * size * columns;
                Finish(unit, input, hidden, row, 0, known, continued);
                Finish(unit, input, hidden, row, known, size, Start);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    readonly void Finish(int unit, float* input, float* hidden, int row, int from, int to, float* before)
    {
        float* piece = stackalloc float[V.Count];
        int columns = Packing.UnitColumns, padded = PaddedHidden, stride = Projection == null ? Width : padded;
        float* output = Projection == null ? Y + (nint)row * Width : Unprojected;
        for (int block = 0; block < Packing.UnitBlocks; block++)
        {
            int element = (unit * Packing.UnitBlocks + block) * V.Count, left = Math.Min(V.Count, Hidden - element);
            if (left <= 0)
                return;
            bool isWhole = left == V.Count;
            for (int r = from; r < to; r++)
            {
                nint at = (nint)r * columns + block * TStep.Gates * V.Count;
                V old = V.Zero, c = V.Zero;
                if (TStep.ReadsBefore)
                {
                    float* source = before + (nint)r * Width + element;
                    if (!isWhole)
                    {
                        Unsafe.CopyBlockUnaligned(piece, source, (uint)left * sizeof(float));
                        source = piece;
                    }
                    old = V.Load(source);
                }
                if (C != null)
                    c = V.Load(C + (nint)r * padded + element);
                V h = TStep.Run(input + at, hidden + at, old, ref c);
                if (C != null)
                    V.Store(c, C + (nint)r * padded + element);
                float* target = output + (nint)r * stride + element;
                V.Store(h, isWhole ? target : piece);
                if (!isWhole)
                    Unsafe.CopyBlockUnaligned(target, piece, (uint)left * sizeof(float));
            }
        }
    }

    readonly void Project(Team team, float* sums, int row, int size)
    {
        GatePacking packing = ProjectionPacking;
        int units = packing.Units(Width), last = units * (team.Lane + 1) / team.Lanes, columns = packing.UnitColumns;
        float* zeros = HiddenBias + (nint)Packing.Units(Hidden) * Packing.UnitColumns;
        for (int unit = units * team.Lane / team.Lanes; unit < last; unit++)
        {
            RowTiles.Run<V>(size, 1, Hidden, Unprojected, PaddedHidden, Projection + (nint)unit * columns * Hidden, zeros, sums, columns, columns);
            int element = unit * columns, left = Math.Min(columns, Width - element);
            for (int r = 0; r < size; r++)
                Unsafe.CopyBlockUnaligned(Y + (nint)(row + r) * Width + element, sums + r * columns, (uint)left * sizeof(float));
        }
    }
}
