using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>New tensors in host memory; a recorder takes them as constants.</content>
public static partial class Ops
{
    /// <summary>One number everywhere; float32, int64 or bool by its kind unless a dtype is given.</summary>
    public static Tensor Full(Shape shape, Scalar value, DType? dtype = null) =>
        Copy(value.ToTensor(dtype ?? TypePromotion.ResultType(value)).Expand(shape.AsSpan()));

    /// <summary>Numbers from start up (or down) to, without, end, step apart; int64 where all are integers, else float32, unless a dtype is given.</summary>
    /// <exception cref="ArgumentException">The step is zero, or leads away from the end.</exception>
    public static Tensor Arange(Scalar start, Scalar end, Scalar? step = null, DType? dtype = null)
    {
        Scalar by = step ?? 1;
        double first = start.ToDouble(), last = end.ToDouble(), distance = by.ToDouble();
        if (distance == 0 || double.IsNaN(distance) || (last - first) * distance < 0)
            throw new ArgumentException($"arange: from {start} to {end} by {by}: the step must lead from the start to the end");
        bool isWhole = start.Kind <= DType.Int64 && end.Kind <= DType.Int64 && by.Kind <= DType.Int64;
        DType wanted = dtype ?? (isWhole ? DType.Int64 : DType.Float32);
        // A whole dtype cuts the numbers off before it steps, as in PyTorch; how many there are was settled before.
        long count = (long)Math.Ceiling((last - first) / distance);
        if (!isWhole && NumberKind.Of(wanted) == NumberKinds.Whole)
            (first, distance) = (Math.Truncate(first), Math.Truncate(distance));
        double[] numbers = new double[count];
        for (long i = 0; i < count; i++)
            numbers[i] = first + i * distance;
        if (!isWhole)
            return Tensor.From<double>(numbers).To(wanted);
        long[] integers = new long[count];
        for (long i = 0; i < count; i++)
            integers[i] = unchecked(start.ToInt64() + i * by.ToInt64());
        return Tensor.From<long>(integers).To(wanted);
    }

    /// <summary>The integers from 0 to, without, end.</summary>
    /// <exception cref="ArgumentException">The end is negative.</exception>
    public static Tensor Arange(long end) => Arange(0, end);

    /// <summary>Numbers from start to end, both included, evenly apart.</summary>
    /// <exception cref="ArgumentException">The count is negative.</exception>
    public static Tensor Linspace(double start, double end, long count, DType dtype = DType.Float32)
    {
        if (count < 0)
            throw new ArgumentException($"linspace: {count} numbers from {start} to {end}: the count must not be negative");
        // From both ends, so that both are met exactly; halves first, since their distance may be beyond the largest number.
        double step = count > 1 ? end / (count - 1) - start / (count - 1) : 0;
        if (NumberKind.Of(dtype) == NumberKinds.Whole)
            step = (float)((end - start) / Math.Max(1, count - 1));
        double[] numbers = new double[count];
        for (long i = 0; i < count; i++)
            numbers[i] = i < count / 2 || count == 1 ? start + step * i : end - step * (count - 1 - i);
        return Tensor.From<double>(numbers).To(dtype);
    }

    /// <summary>Ones on the main diagonal, zeros elsewhere.</summary>
    /// <exception cref="ArgumentException">A size is negative.</exception>
    public static Tensor Eye(long rows, long? columns = null, DType dtype = DType.Float32)
    {
        long width = columns ?? rows;
        Shape shape = [rows, width];
        float[] numbers = new float[shape.ElementCount];
        for (long i = 0; i < Math.Min(rows, width); i++)
            numbers[i * width + i] = 1;
        return Tensor.From<float>(numbers, shape).To(dtype);
    }

    /// <summary>A last dimension with 1 at the position that each element names and 0 elsewhere, int64.</summary>
    /// <param name="x">int64, not negative.</param>
    /// <param name="classes">The new dimension's size; one more than the greatest element unless given, for which values must be there.</param>
    /// <exception cref="ArgumentException">The elements are not int64.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element is not below the number of classes.</exception>
    public static Tensor OneHot(Tensor x, long? classes = null)
    {
        if (x.DType != DType.Int64)
            throw new ArgumentException($"one_hot: input is {x.DType.Name()} {x.Shape}, int64 was needed");
        if (classes is null)
            RequireValues("one_hot", x);
        long count = classes ?? (x.ElementCount == 0 ? throw new ArgumentException($"one_hot: {x.Shape} has no elements to count classes from: give their number") : Amax(x).Item<long>() + 1);
        Tensor zeros = OnDevice(Tensor.Zeros([], DType.Int64), x.Device).Expand([.. x.Shape, count]);
        return Scatter(zeros, -1, x.Unsqueeze(-1), 1);
    }
}
