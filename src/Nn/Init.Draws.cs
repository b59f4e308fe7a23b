using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>What each of them draws. Where PyTorch computes a bound in steps, so does this: its last bit is in every number.</content>
public abstract partial record Init
{
    static (long In, long Out) Fans(Shape shape)
    {
        if (shape.Rank < 2)
            throw new ArgumentException($"init: {shape} has no fan in and fan out: two dimensions were needed at least");
        long field = 1;
        for (int i = 2; i < shape.Rank; i++)
            field *= shape[i];
        return (shape[1] * field, shape[0] * field);
    }

    static Tensor Drawn(Generator generator, Shape shape, DType dtype, double deviation, bool isNormal)
    {
        double bound = Math.Sqrt(3) * deviation;
        return isNormal ? Ops.Normal(generator, shape, 0, deviation, dtype) : Ops.Uniform(generator, shape, -bound, bound, dtype);
    }

    sealed record ConstantInit(double Value) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) => Start(shape, dtype);

        internal override Tensor Start(Shape shape, DType dtype) => Value == 0 ? Tensor.Zeros(shape, dtype) : Ops.Full(shape, Value, dtype);
    }

    sealed record UniformInit(double Low, double High) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) => Ops.Uniform(generator, shape, Low, High, dtype);
    }

    sealed record NormalInit(double Mean, double Deviation) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) => Ops.Normal(generator, shape, Mean, Deviation, dtype);
    }

    sealed record XavierInit(double Gain, bool IsNormal) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype)
        {
            (long fanIn, long fanOut) = Fans(shape);
            return Drawn(generator, shape, dtype, Gain * Math.Sqrt(2.0 / (fanIn + fanOut)), IsNormal);
        }
    }

    sealed record KaimingInit(double Gain, bool FanOut, bool IsNormal) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype)
        {
            (long fanIn, long fanOut) = Fans(shape);
            return shape.ElementCount == 0 ? Tensor.Zeros(shape, dtype) : Drawn(generator, shape, dtype, Gain / Math.Sqrt(FanOut ? fanOut : fanIn), IsNormal);
        }
    }

    sealed record TruncatedNormalInit(double Mean, double Deviation, double Low, double High) : Init
    {
        // Numbers outside are drawn again, all at once; where most would be outside, uniform ones are kept with the chance of
        // the density there. PyTorch before 2.14 took the inverse of the distribution function of uniform numbers.
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) =>
            Below((High - Mean) / Deviation) - Below((Low - Mean) / Deviation) > 0.3
                ? Rejecting(() =>
                {
                    Tensor drawn = Ops.Normal(generator, shape, Mean, Deviation, dtype);
                    return (drawn, Ops.LogicalAnd(Ops.Ge(drawn, Rounded(Low)), Ops.Le(drawn, Rounded(High))));

                    Tensor Rounded(double limit) => Tensor.From<double>([limit], []).To(dtype);
                })
                : Rejecting(() =>
                {
                    Tensor drawn = Ops.Uniform(generator, shape, Low, High, dtype);
                    double peak = -0.5 * Math.Pow((Math.Clamp(Mean, Low, High) - Mean) / Deviation, 2);
                    Tensor density = Ops.Sub(Ops.Mul(Ops.Square(Ops.Div(Ops.Sub(drawn, Mean), Deviation)), -0.5), peak);
                    return (drawn, Ops.Le(Ops.Log(Ops.Rand(generator, shape, dtype)), density));
                });

        static Tensor Rejecting(Func<(Tensor Drawn, Tensor Kept)> draw)
        {
            (Tensor result, Tensor settled) = draw();
            while (!(bool)Ops.All(settled).Item<Bool8>())
            {
                (Tensor drawn, Tensor kept) = draw();
                (result, settled) = (Ops.Where(settled, result, drawn), Ops.LogicalOr(settled, kept));
            }
            return result;
        }

        // The share of normal numbers below x.
        static double Below(double x) => (1 + Ops.Erf(Tensor.From<double>([x / Math.Sqrt(2)], [])).Item<double>()) / 2;
    }

    sealed record OrthogonalInit(double Gain) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype)
        {
            if (shape.Rank < 2)
                throw new ArgumentException($"orthogonal: {shape} has no rows and columns: two dimensions were needed at least");
            long rows = shape[0], columns = shape.ElementCount / Math.Max(1, rows);
            Tensor drawn = Ops.RandN(generator, [rows, columns], dtype).To(DType.Float64);
            double[] matrix = (rows < columns ? drawn : drawn.Transpose(0, 1)).ToArray<double>();
            Orthonormalize(matrix, (int)Math.Max(rows, columns));
            Tensor orthonormal = Tensor.From<double>(matrix, rows < columns ? [rows, columns] : [columns, rows]);
            return Ops.Mul(Ops.Reshape((rows < columns ? orthonormal : orthonormal.Transpose(0, 1)).ToDense(), [.. shape]), Gain).To(dtype);
        }

        // Gram and Schmidt, each vector twice. A decomposition whose factor R has a positive diagonal is unique, so this is PyTorch's.
        static void Orthonormalize(Span<double> vectors, int length)
        {
            for (int i = 0; i < vectors.Length; i += length)
            {
                Span<double> vector = vectors.Slice(i, length);
                for (int pass = 0; pass < 2; pass++)
                    for (int j = 0; j < i; j += length)
                        AddScaled(vector, vectors.Slice(j, length), -Dot(vector, vectors.Slice(j, length)));
                double norm = Math.Sqrt(Dot(vector, vector));
                foreach (ref double element in vector)
                    element /= norm;
            }
        }

        static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += x[i] * y[i];
            return sum;
        }

        static void AddScaled(Span<double> x, ReadOnlySpan<double> y, double factor)
        {
            for (int i = 0; i < x.Length; i++)
                x[i] += factor * y[i];
        }
    }

    sealed record SparseInit(double Sparsity, double Deviation) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype)
        {
            if (shape.Rank != 2)
                throw new ArgumentException($"sparse: {shape} is no matrix");
            Tensor drawn = Ops.Normal(generator, shape, 0, Deviation, dtype);
            int zeros = (int)Math.Ceiling(Sparsity * shape[0]);
            byte[] mask = new byte[shape.ElementCount];
            for (long column = 0; column < shape[1]; column++)
                foreach (long row in Ops.RandPerm(generator, shape[0]).ToArray<long>()[..zeros])
                    mask[row * shape[1] + column] = 1;
            return Ops.Where(Tensor.From<byte>(mask, shape).To(DType.Bool), 0, drawn);
        }
    }

    sealed record EyeInit : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) =>
            shape.Rank == 2 ? Ops.Eye(shape[0], shape[1], dtype) : throw new ArgumentException($"eye: {shape} is no matrix");

        internal override Tensor Start(Shape shape, DType dtype) => Draw(null!, shape, dtype);
    }

    sealed record DiracInit(int Groups) : Init
    {
        public override Tensor Draw(Generator generator, Shape shape, DType dtype) => Start(shape, dtype);

        internal override Tensor Start(Shape shape, DType dtype)
        {
            if (shape.Rank is < 3 or > 5 || shape[0] % Groups != 0)
                throw new ArgumentException($"dirac: {shape} in {Groups} groups: [out, in, …] with one to three window sizes was needed, out a multiple of the groups");
            long outputs = shape[0] / Groups, window = shape.ElementCount / Math.Max(1, shape[0] * shape[1]), middle = 0;
            for (int i = 2; i < shape.Rank; i++)
                middle = middle * shape[i] + shape[i] / 2;
            float[] weights = new float[shape.ElementCount];
            for (long group = 0; group < Groups; group++)
                for (long channel = 0; channel < Math.Min(outputs, shape[1]); channel++)
                    weights[((group * outputs + channel) * shape[1] + channel) * window + middle] = 1;
            return Tensor.From<float>(weights, shape).To(dtype);
        }
    }
}
