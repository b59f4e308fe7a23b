using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// What a device must compute rightly before it is used: a product of matrices, and a softmax, in which threads meet. Drivers
/// compile the kernels here for the first time, so this is where one that refuses them is found out.
/// </summary>
static class SelfTest
{
    const int Size = 64;
    const float Tolerance = 1e-4f;

    /// <exception cref="InvalidOperationException">A result differs from the processor's.</exception>
    public static void Run(GpuDevice device)
    {
        Tensor a = Ramp(7), b = Ramp(5);
        Tensor expected = Ops.Softmax(Ops.MatMul(a, b), 1), found = Ops.Softmax(Ops.MatMul(a.To(device), b.To(device)), 1);
        float[] wanted = expected.ToArray<float>(), given = found.ToArray<float>();
        for (int i = 0; i < wanted.Length; i++)
            if (!(MathF.Abs(wanted[i] - given[i]) <= Tolerance))
                throw new InvalidOperationException(FormattableString.Invariant($"element {i} of a product's softmax is {given[i]}, {wanted[i]} was expected"));
    }

    // Small numbers in no order that a transposed or shifted matrix would share.
    static Tensor Ramp(int step)
    {
        float[] values = new float[Size * Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = (i * step % 31 - 15) / 16f;
        return Tensor.From<float>(values, [Size, Size]);
    }
}
