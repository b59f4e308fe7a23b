using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class BatchNormKernelTests
{
    [Test]
    public void EveryLengthIsTheFormulaBitForBit([Values(1, 3, 7, 8, 9, 31, 40, 70000)] int inner, [Values] bool isAffine)
    {
        const double eps = 1e-3;
        Tensor x = Sample.Make([2, 3, inner]), mean = Sample.Make([3], seed: 2), variance = Ops.Abs(Sample.Make([3], seed: 3));
        Tensor? weight = isAffine ? Sample.Make([3], seed: 4) : null, bias = isAffine ? Sample.Make([3], seed: 5) : null;
        float[] means = mean.ToArray<float>(), variances = variance.ToArray<float>(), weights = weight?.ToArray<float>() ?? [1, 1, 1], biases = bias?.ToArray<float>() ?? [0, 0, 0];
        float[] values = x.ToArray<float>(), expected = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / inner % 3;
            double factor = 1 / Math.Sqrt(variances[c] + eps) * weights[c];
            // Rounded after each step, as the comment in the kernel promises.
            float product = (values[i] - means[c]) * (float)factor;
            expected[i] = product + biases[c];
        }
        Sample.AssertSame(Sample.RunOnThreads(() => new BatchNormKernel<float>(eps), x.Shape, x, mean, variance, weight, bias), Tensor.From<float>(expected, x.Shape));
    }
}
