using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The positions of a dimension that an index lists, in its order.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="dimension">May count from the end.</param>
    /// <param name="index">int64 or int32 [N], or without dimensions; not negative.</param>
    /// <exception cref="ArgumentException">The dimension does not exist, or the index has several dimensions or another dtype.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dimension.</exception>
    public static Tensor IndexSelect(Tensor x, int dimension, Tensor index)
    {
        if (index.Rank > 1)
            throw new ArgumentException($"index_select: the index is {index.Shape}, expected one dimension");
        if (x.Rank == 0)
            return IndexSelect(x.View(1), dimension, index).View(index.Rank == 0 ? [] : index.Shape.AsSpan()) is { ElementCount: 1 } one ? one.View() : throw new ArgumentException($"index_select: {x.Shape} has one element, {index.ElementCount} were wanted");
        IndexSelectOp op = new(x.Shape.NormalizeDimension(dimension));
        long[] sizes = [.. x.Shape];
        sizes[op.Dimension] = index.ElementCount;
        return Run(op, x.DType, Shape.Create(sizes), x, IndexOf(op, index).View(-1));
    }

    /// <summary>Elements picked along a dimension: <c>out[i, j] = x[index[i, j], j]</c> for dimension 0.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="dimension">May count from the end.</param>
    /// <param name="index">int64 of the rank of x, in no other dimension larger; not negative.</param>
    /// <exception cref="ArgumentException">The ranks differ, the index is larger, or not int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dimension.</exception>
    public static Tensor Gather(Tensor x, int dimension, Tensor index)
    {
        if (x.Rank == 0 && index.Rank <= 1)
            return Gather(x.View(1), dimension, index.View(-1)).View(index.Shape.AsSpan());
        GatherOp op = new(x.Shape.NormalizeDimension(dimension));
        RequireWithin(op, "index", index, "input", x, op.Dimension);
        return Run(op, x.DType, index.Shape, x, IndexOf(op, index));
    }

    /// <summary><see cref="Gather"/> where index and input broadcast in the other dimensions; without a dimension, of the elements in row-major order.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the index is not int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dimension.</exception>
    public static Tensor TakeAlongDim(Tensor x, Tensor index, int? dimension = null)
    {
        if (dimension is not { } given)
            return Gather(Reshape(x, -1), 0, Reshape(index, -1));
        int d = x.Shape.NormalizeDimension(given);
        if (index.Rank != x.Rank)
            throw new ArgumentException($"take_along_dim: the index is {index.Shape}, the input {x.Shape}: their ranks differ");
        long[] own = [.. x.Shape], wanted = [.. index.Shape];
        (own[d], wanted[d]) = (1, 1);
        long[] sizes = [.. Broadcasting.Combine("take_along_dim", Shape.Create(own), Shape.Create(wanted))];
        sizes[d] = x.Shape[d];
        Tensor input = x.Expand(sizes);
        sizes[d] = index.Shape[d];
        return Gather(input, d, index.Expand(sizes));
    }

    /// <summary>The elements at positions in row-major order; negative ones count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public static Tensor Take(Tensor x, Tensor index) => Index(Reshape(x, -1), index);

    /// <summary>
    /// Elements by tensors of positions, as x[a, b] in PyTorch: the tensors broadcast, their shape replaces the dimensions that
    /// they index, in place where those are neighbours and else in front. null leaves a dimension whole; a bool tensor stands for
    /// the positions where it is true; negative positions count from the end.
    /// </summary>
    /// <exception cref="ArgumentException">Too many tensors, of another dtype, or of shapes that do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position does not exist.</exception>
    public static Tensor Index(Tensor x, params ReadOnlySpan<Tensor?> indices)
    {
        IndexPlan plan = new("index", x, Positions(x, indices));
        if (plan.Indexed.Length == 0)
            return x;
        Tensor rows = Reshape(x.Permute(plan.Order), [plan.Sizes.ElementCount, .. plan.Kept]);
        Tensor picked = IndexSelect(rows, 0, Reshape(plan.Linear(), -1)).View([.. plan.Broadcast, .. plan.Kept]);
        return plan.IsInFront ? picked : picked.Permute(plan.Back());
    }

    /// <summary>A copy with elements at positions replaced by values, or with values added; the positions as <see cref="Index"/> takes them.</summary>
    /// <exception cref="ArgumentException">The values do not broadcast to the positions, or are of another dtype.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position does not exist.</exception>
    public static Tensor IndexPut(Tensor x, ReadOnlySpan<Tensor?> indices, Tensor values, bool accumulate = false)
    {
        IndexPlan plan = new("index_put", x, Positions(x, indices));
        RequireDType(new ScatterOp(0), "the values", values, x);
        if (plan.Indexed.Length == 0)
            return accumulate ? Add(x, values) : Copy(values.Expand(x.Shape.AsSpan()));
        Tensor linear = plan.Linear();
        long[] picked = [.. plan.Broadcast, .. plan.Kept];
        Tensor source;
        if (plan.IsInFront)
            source = values.Expand(picked);
        else
        {
            int[] back = plan.Back();
            Tensor placed = values.Expand([.. back.Select(d => picked[d])]);
            int[] order = new int[back.Length];
            for (int i = 0; i < back.Length; i++)
                order[back[i]] = i;
            source = placed.Permute(order);
        }
        long kept = Shape.Create(plan.Kept).ElementCount, count = linear.ElementCount;
        Tensor rows = Reshape(x.Permute(plan.Order), plan.Sizes.ElementCount, kept);
        Tensor written = Scatter(rows, 0, Reshape(linear, count, 1).Expand(count, kept), Reshape(source, count, kept), accumulate ? ScatterMode.Add : ScatterMode.Set);
        int[] home = new int[x.Rank];
        for (int i = 0; i < home.Length; i++)
            home[plan.Order[i]] = i;
        return Copy(written.View([.. plan.Sizes, .. plan.Kept]).Permute(home));
    }

    static Tensor?[] Positions(Tensor x, ReadOnlySpan<Tensor?> indices)
    {
        List<Tensor?> positions = [];
        foreach (Tensor? index in indices)
            if (index is not { DType: DType.Bool or DType.UInt8 } mask)
                positions.Add(index);
            else
                positions.AddRange(MaskPositions(x, mask, positions.Count));
        return [.. positions];
    }

    static Tensor[] MaskPositions(Tensor x, Tensor mask, int first)
    {
        for (int i = 0; i < mask.Rank; i++)
            if (first + i >= x.Rank || mask.Shape[i] != x.Shape[first + i])
                throw new ArgumentException($"index: the mask is {mask.Shape}, which does not fit dimensions {first} and on of {x.Shape}");
        return NonZero(mask).Unbind(1);
    }

    internal static Tensor IndexOf(Op op, Tensor index) => index.DType is DType.Int64 or DType.Int32
        ? Cast(index, DType.Int64)
        : throw new ArgumentException($"{op.Name}: the index is {index.DType.Name()} {index.Shape}, int64 was needed");

    // But along the dimension, every size must be within the other's; -1 compares all.
    static void RequireWithin(Op op, string name, Tensor tensor, string otherName, Tensor other, int dimension)
    {
        bool fits = tensor.Rank == other.Rank;
        for (int i = 0; fits && i < tensor.Rank; i++)
            fits = i == dimension || tensor.Shape[i] <= other.Shape[i] || tensor.ElementCount == 0;
        if (!fits)
            throw new ArgumentException($"{op.Name}: {name} is {tensor.Shape}, {otherName} {other.Shape}: the {name} must have the same rank and be nowhere larger{(dimension < 0 ? "" : $" but along dimension {dimension}")}");
    }

    // The part that an index reaches: cut to its sizes in all dimensions but one.
    internal static Tensor Within(this Tensor tensor, Shape shape, int dimension)
    {
        Tensor part = tensor;
        for (int i = 0; i < shape.Rank; i++)
            if (i != dimension && part.Shape[i] > shape[i])
                part = part.Narrow(i, 0, shape[i]);
        return part;
    }
}
