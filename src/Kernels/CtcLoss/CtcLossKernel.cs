using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Graves et al. 2006, section 4.1, in logarithms. The labels l with a blank before, between and after are 2S + 1 states;
/// alpha[t, s] = log p(state s at t) + log(exp alpha[t-1, s] + exp alpha[t-1, s-1] + exp alpha[t-1, s-2]), the last term only
/// where state s is a label other than that of s - 2. The loss is -log of the sum of the last two states. Two rows of alpha
/// are the workspace. The arithmetic is in double precision.
/// </summary>
sealed class CtcLossKernel<T>(CtcLossOp op, Shape targets) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly long _states = checked(2 * (targets.Rank == 0 ? 0 : targets[-1]) + 1);

    public override string Name => "ctc_loss reference";

    public override long WorkspaceBytes => checked(2 * _states * Unsafe.SizeOf<double>());

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Shape shape = inputs[0]!.Shape;
        int steps = (int)shape[0], batch = (int)shape[1], classes = (int)shape[2];
        ReadOnlySpan<T> logarithms = inputs[0]!.Borrow<T>();
        ReadOnlySpan<long> labels = inputs[1]!.Borrow<long>(), inputLengths = inputs[2]!.Borrow<long>(), targetLengths = inputs[3]!.Borrow<long>();
        Span<double> alpha = workspace!.BorrowForWriting<double>(0, 2 * _states);
        long start = 0;
        for (int n = 0; n < batch; n++)
        {
            long count = targetLengths[n], first = targets.Rank == 2 ? n * targets[1] : start;
            if (inputLengths[n] < 0 || inputLengths[n] > steps)
                throw new ArgumentException($"ctc_loss: item {n} has {inputLengths[n]} steps, expected 0 to {steps}, those of {shape}");
            if (count < 0 || first + count > (targets.Rank == 2 ? first + targets[1] : labels.Length))
                throw new ArgumentException($"ctc_loss: item {n} has {count} labels, more than targets {targets} hold");
            ReadOnlySpan<long> own = labels.Slice((int)first, (int)count);
            foreach (long label in own)
                if (label < 0 || label >= classes)
                    throw new ArgumentException($"ctc_loss: a label of item {n} is {label}, expected a class from 0 to {classes - 1}");
            double loss = -Likelihood(logarithms[(n * classes)..], batch * classes, (int)inputLengths[n], own, alpha);
            outputs[0].BorrowForWriting<T>()[n] = T.CreateTruncating(op.ZeroInfinity && double.IsPositiveInfinity(loss) ? 0 : loss);
            start += count;
        }
    }

    double Likelihood(ReadOnlySpan<T> logarithms, int stride, int steps, ReadOnlySpan<long> labels, Span<double> work)
    {
        int states = 2 * labels.Length + 1;
        Span<double> before = work[..states], now = work.Slice(work.Length / 2, states);
        // Before the first step nothing has been said: only the first blank or the first label can follow.
        before.Fill(double.NegativeInfinity);
        if (steps == 0)
            return labels.IsEmpty ? 0 : double.NegativeInfinity;
        for (int t = 0; t < steps; t++)
        {
            for (int s = 0; s < states; s++)
            {
                double ways = t == 0 ? (s < 2 ? 0 : double.NegativeInfinity) : before[s];
                if (t > 0 && s > 0)
                    ways = LogAdd(ways, before[s - 1]);
                if (t > 0 && s > 1 && s % 2 == 1 && labels[s / 2] != labels[s / 2 - 1])
                    ways = LogAdd(ways, before[s - 2]);
                now[s] = ways + double.CreateTruncating(logarithms[t * stride + (s % 2 == 0 ? op.Blank : (int)labels[s / 2])]);
            }
            Span<double> swap = before;
            before = now;
            now = swap;
        }
        return states == 1 ? before[0] : LogAdd(before[^1], before[^2]);
    }

    static double LogAdd(double a, double b)
    {
        double greater = Math.Max(a, b), less = Math.Min(a, b);
        return double.IsNegativeInfinity(greater) ? greater : greater + Math.Log(1 + Math.Exp(less - greater));
    }
}
