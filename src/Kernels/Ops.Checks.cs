using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Checks that several operations share; each says one sentence with both shapes.</content>
public static partial class Ops
{
    static void RequireDType(Op op, string name, Tensor? operand, Tensor input) => RequireDType(op.Name, name, operand, input);

    static void RequireDType(string place, string name, Tensor? operand, Tensor input)
    {
        if (operand is not null && operand.DType != input.DType)
            throw new ArgumentException($"{place}: input is {input.DType.Name()} {input.Shape}, {name} is {operand.DType.Name()} {operand.Shape}: convert one of them");
    }

    static int DimensionOf(string place, Tensor x, int dimension) => dimension >= -x.Rank && dimension < x.Rank
        ? x.Shape.NormalizeDimension(dimension)
        : throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"{place}: shape {x.Shape} has {(x.Rank == 0 ? "no dimensions" : $"dimensions {-x.Rank} to {x.Rank - 1}")}");

    static void RequireShape(Op op, string name, Tensor? operand, Shape expected)
    {
        if (operand is not null && operand.Shape != expected)
            throw new ArgumentException($"{op.Name}: {name} is {operand.Shape}, expected {expected}");
    }

    static void RequireAtLeast(string place, string name, int rank, Size3 value, int least)
    {
        if (!value.Last(rank, least).AtLeast(least))
            throw new ArgumentException($"{place}: {name} is {value.ToString(rank)}, at least {least} was needed");
    }

    /// <summary>
    /// How many places a window has along one dimension: PyTorch's rule, where rounding up must not start a window in the
    /// padding past the end.
    /// </summary>
    /// <returns>Zero or less when the window does not fit.</returns>
    internal static long WindowCount(long size, int kernel, int stride, int padding, int dilation, bool ceil = false)
    {
        checked
        {
            long room = size + 2L * padding - (dilation * (kernel - 1L) + 1);
            if (room < 0 && !(ceil && room + stride - 1 >= 0))
                return 0;
            long count = (room + (ceil ? stride - 1 : 0)) / stride + 1;
            return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
        }
    }
}
