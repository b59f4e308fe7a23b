using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// W / sigma, sigma = u * W * v, where u and v come nearer to the first singular vectors by power iteration: v = W transposed * u
/// and u = W * v, each brought to length 1. PyTorch's older form starts with v, the parametrization with u.
/// </summary>
sealed class SpectralNormalization(Parameter original, Buffer u, Buffer v, double eps, int rows, bool startsWithU)
{
    public Tensor Compute(int iterations)
    {
        Search(iterations);
        return Ops.Div(original.Value, Ops.Sum(Ops.Mul(u.Value, Ops.MatMul(Matrix(), v.Value))));
    }

    public void Search(int iterations)
    {
        Tensor matrix = Matrix(), transposed = matrix.Transpose(0, 1);
        for (int i = 0; i < iterations; i++)
        {
            if (!startsWithU)
                v.Value = Normalized(Ops.MatMul(transposed, u.Value), eps);
            u.Value = Normalized(Ops.MatMul(matrix, v.Value), eps);
            if (startsWithU)
                v.Value = Normalized(Ops.MatMul(transposed, u.Value), eps);
        }
    }

    public static Tensor Normalized(Tensor x, double eps) => Ops.Div(x, Ops.Clamp(Ops.Norm(x), min: eps));

    Tensor Matrix()
    {
        Tensor value = original.Value;
        int[] order = [rows, .. Enumerable.Range(0, value.Rank).Where(d => d != rows)];
        return Ops.Reshape(value.Permute(order), value.Shape[rows], -1);
    }
}
