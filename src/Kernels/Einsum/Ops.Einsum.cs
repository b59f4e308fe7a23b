using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// Sums of products by Einstein's convention: letters that the result lacks are summed over, as in
    /// <c>Einsum("bij,bjk->bik", a, b)</c>. Operands are multiplied from left to right, by matrix products where floats are summed.
    /// </summary>
    /// <exception cref="ArgumentException">The equation does not fit the operands.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        EinsumEquation plan = new(equation, operands);
        (Tensor Tensor, int[] Labels) result = Distinct(operands[0], plan.Inputs[0]);
        for (int i = 1; i < operands.Length; i++)
        {
            // A letter is summed over as soon as no later operand and not the result has it.
            HashSet<int> needed = [.. plan.Output, .. plan.Inputs[(i + 1)..].SelectMany(labels => labels)];
            result = Contract(result, Distinct(operands[i], plan.Inputs[i]), needed, plan.Sizes);
        }
        int[] summed = [.. Enumerable.Range(0, result.Labels.Length).Where(d => !plan.Output.Contains(result.Labels[d]))];
        Tensor total = summed.Length == 0 ? result.Tensor : Sum(result.Tensor, summed, dtype: result.Tensor.DType);
        int[] left = [.. result.Labels.Where(plan.Output.Contains)];
        return total.Permute([.. plan.Output.Select(label => Array.IndexOf(left, label))]);
    }

    // A letter that an operand has twice means its diagonal.
    static (Tensor Tensor, int[] Labels) Distinct(Tensor tensor, int[] labels)
    {
        for (int a = 0; a < labels.Length; a++)
        {
            int b = Array.IndexOf(labels, labels[a], a + 1);
            if (b < 0)
                continue;
            int[] rest = [.. labels.Where((_, d) => d != a && d != b), labels[a]];
            return Distinct(tensor.Diagonal(0, a, b), rest);
        }
        return (tensor, labels);
    }

    static (Tensor Tensor, int[] Labels) Contract((Tensor Tensor, int[] Labels) a, (Tensor Tensor, int[] Labels) b, HashSet<int> needed, Dictionary<int, long> sizes)
    {
        int[] both = [.. a.Labels.Intersect(b.Labels)];
        int[] batch = [.. both.Where(needed.Contains)], summed = [.. both.Except(batch)];
        int[] rows = [.. a.Labels.Except(both)], columns = [.. b.Labels.Except(both)];
        if (summed.Length == 0 || !(a.Tensor.DType is DType.Float32 or DType.Float64))
        {
            // Without a sum, or of integers, it is an element by element product, broadcast.
            int[] all = [.. batch, .. rows, .. columns, .. summed];
            Tensor product = Mul(Aligned(a, all), Aligned(b, all));
            int[] over = [.. Enumerable.Range(all.Length - summed.Length, summed.Length)];
            return (summed.Length == 0 ? product : Sum(product, over, dtype: product.DType), [.. batch, .. rows, .. columns]);
        }
        Tensor left = Matrices(a, batch, rows, summed, sizes), right = Matrices(b, batch, summed, columns, sizes);
        long[] shape = [.. batch.Concat(rows).Concat(columns).Select(label => sizes[label])];
        return (MatMul(left, right).View(shape), [.. batch, .. rows, .. columns]);
    }

    // Dimensions in the order of the labels, of size 1 where the tensor has none.
    static Tensor Aligned((Tensor Tensor, int[] Labels) x, int[] labels)
    {
        Tensor ordered = x.Tensor.Permute([.. labels.Where(x.Labels.Contains).Select(label => Array.IndexOf(x.Labels, label))]);
        for (int d = 0; d < labels.Length; d++)
            if (!x.Labels.Contains(labels[d]))
                ordered = ordered.Unsqueeze(d);
        return ordered;
    }

    // [batch, rows, columns], each of them several dimensions seen as one; sizes of 1 are repeated to those of the other operands.
    static Tensor Matrices((Tensor Tensor, int[] Labels) x, int[] batch, int[] rows, int[] columns, Dictionary<int, long> sizes)
    {
        int[] all = [.. batch, .. rows, .. columns];
        Tensor ordered = Aligned(x, all);
        ordered = ordered.Expand([.. all.Select(label => sizes[label])]);
        long Count(int[] labels) => Shape.Create([.. labels.Select(label => sizes[label])]).ElementCount;
        return Reshape(ordered, Count(batch), Count(rows), Count(columns));
    }
}
