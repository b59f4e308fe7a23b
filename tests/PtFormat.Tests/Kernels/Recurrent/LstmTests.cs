using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class LstmTests
{
    const int Steps = 5, Batch = 3, Features = 4, Hidden = 6;

    [Test]
    public void MatchesPlainLoops([Values(DType.Float32, DType.Float64)] DType dtype, [Values] bool reverse, [Values] bool bias, [Values] bool start, [Values] bool batchFirst)
    {
        Tensor x = Sample.Make([Steps, Batch, Features], dtype);
        Tensor wih = Sample.Make([4 * Hidden, Features], dtype, 2), whh = Sample.Make([4 * Hidden, Hidden], dtype, 3);
        Tensor? bih = bias ? Sample.Make([4 * Hidden], dtype, 4) : null, bhh = bias ? Sample.Make([4 * Hidden], dtype, 5) : null;
        Tensor? h0 = start ? Sample.Make([Batch, Hidden], dtype, 6) : null, c0 = start ? Sample.Make([Batch, Hidden], dtype, 7) : null;
        Tensor seen = batchFirst ? x.Transpose(0, 1).Clone().Transpose(0, 1) : x;
        (Tensor y, Tensor h, Tensor c) = Ops.Lstm(seen, wih, whh, bih, bhh, h0, c0, new(reverse));
        (double[] ys, double[] hs, double[] cs) = Plain(x, wih, whh, bih, bhh, h0, c0, reverse);
        Sample.AssertClose(y, ys, [Steps, Batch, Hidden]);
        Sample.AssertClose(h, hs, [Batch, Hidden]);
        Sample.AssertClose(c, cs, [Batch, Hidden]);
    }

    [Test]
    public void StridedOperandsGiveTheSame()
    {
        Tensor[] operands = [Sample.Make([Steps, Batch, Features]), Sample.Make([4 * Hidden, Features], seed: 2), Sample.Make([4 * Hidden, Hidden], seed: 3)];
        Tensor[] strided = [.. operands.Select(Sample.Strided)];
        Sample.AssertSame(Ops.Lstm(strided[0], strided[1], strided[2]).Output, Ops.Lstm(operands[0], operands[1], operands[2]).Output);
    }

    [Test]
    public void AnEmptyBatchGivesAnEmptyBatch()
    {
        (Tensor y, Tensor h, Tensor c) = Ops.Lstm(Sample.Make([Steps, 0, Features]), Sample.Make([8, Features]), Sample.Make([8, 2]));
        Assert.That((y.Shape.ToString(), h.Shape.ToString(), c.Shape.ToString()), Is.EqualTo(($"[{Steps}, 0, 2]", "[0, 2]", "[0, 2]")));
    }

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Assert.That(() => Ops.Lstm(Sample.Make([0, 1, 3]), Sample.Make([8, 3]), Sample.Make([8, 2])), Throws.ArgumentException.With.Message.EqualTo("lstm: input is [0, 1, 3], expected [steps, batch, features] with at least one step"));
        Assert.That(() => Ops.Lstm(Sample.Make([2, 1, 4]), Sample.Make([8, 3]), Sample.Make([8, 2])), Throws.ArgumentException.With.Message.EqualTo("lstm: input has 4 features [2, 1, 4], weight_ih expects 3 [8, 3]"));
        Assert.That(() => Ops.Lstm(Sample.Make([2, 1, 3]), Sample.Make([7, 3]), Sample.Make([8, 2])), Throws.ArgumentException.With.Message.EqualTo("lstm: weight_ih is [7, 3], expected [4 * hidden, features]"));
        Assert.That(() => Ops.Lstm(Sample.Make([2, 1, 3]), Sample.Make([8, 3]), Sample.Make([8, 3])), Throws.ArgumentException.With.Message.EqualTo("lstm: weight_hh is [8, 3], expected [8, 2]"));
        Assert.That(() => Ops.Lstm(Sample.Make([2, 1, 3]), Sample.Make([8, 3]), Sample.Make([8, 2]), h0: Sample.Make([2, 2])), Throws.ArgumentException.With.Message.EqualTo("lstm: h0 is [2, 2], expected [1, 2]"));
    }

    static (double[] Y, double[] H, double[] C) Plain(Tensor x, Tensor wih, Tensor whh, Tensor? bih, Tensor? bhh, Tensor? h0, Tensor? c0, bool reverse)
    {
        double[] xs = Sample.Doubles(x), wi = Sample.Doubles(wih), wh = Sample.Doubles(whh), y = new double[Steps * Batch * Hidden];
        double[] bi = bih is null ? new double[4 * Hidden] : Sample.Doubles(bih), bh = bhh is null ? new double[4 * Hidden] : Sample.Doubles(bhh);
        double[] h = h0 is null ? new double[Batch * Hidden] : Sample.Doubles(h0), c = c0 is null ? new double[Batch * Hidden] : Sample.Doubles(c0);
        for (int step = 0; step < Steps; step++)
        {
            int t = reverse ? Steps - 1 - step : step;
            double[] before = [.. h];
            for (int b = 0; b < Batch; b++)
                for (int u = 0; u < Hidden; u++)
                {
                    double i = Sigmoid(Gate(0)), f = Sigmoid(Gate(1)), g = Math.Tanh(Gate(2)), o = Sigmoid(Gate(3));
                    int at = b * Hidden + u;
                    c[at] = f * c[at] + i * g;
                    y[t * Batch * Hidden + at] = h[at] = o * Math.Tanh(c[at]);

                    double Gate(int gate)
                    {
                        int row = gate * Hidden + u;
                        double sum = bi[row] + bh[row];
                        for (int k = 0; k < Features; k++)
                            sum += wi[row * Features + k] * xs[(t * Batch + b) * Features + k];
                        for (int k = 0; k < Hidden; k++)
                            sum += wh[row * Hidden + k] * before[b * Hidden + k];
                        return sum;
                    }
                }
        }
        return (y, h, c);

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
    }
}
