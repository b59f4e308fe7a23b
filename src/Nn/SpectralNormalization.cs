using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// W / sigma, sigma = u * W * v, where u and v come nearer to the first singular vectors by power iteration: v = W transposed * u
/// and u = W * v, each brought to length 1. PyTorch's older form starts with v, the parametrization with u. Of a vector, which only the
/// parametrization leaves without u and v, sigma is the length.
/// </summary>
sealed class SpectralNormalization(
    string name, Parameter target, int place, bool parametrized, Parameter original, Buffer? u, Buffer? v, int iterations, double eps, int rows)
    : Reparametrization(name, target, place, parametrized)
{
    /// <summary>How often PyTorch's parametrization searches when it is set up; the older form leaves that to training.</summary>
    public const int FirstIterations = 15;

    public int Iterations => iterations;

    public double Eps => eps;

    public int Rows => rows;

    public override IReadOnlyList<Slot> Sources { get; } = [.. new Slot?[] { original, u, v }.OfType<Slot>()];

    public override bool ChangesInTraining => u is not null;

    public override Tensor Compute(bool training)
    {
        if (u is null || v is null)
            return Normalized(original.Value);
        if (training)
            Search(iterations);
        return Ops.Div(original.Value, Ops.Sum(Ops.Mul(u.Value, Ops.MatMul(Matrix(), v.Value))));
    }

    public override void Restart(Tensor value, Generator generator)
    {
        original.Value = value;
        if (u is null || v is null)
            return;
        u.Value = Normalized(Init.Normal().Draw(generator, u.Shape, value.DType));
        v.Value = Normalized(Init.Normal().Draw(generator, v.Shape, value.DType));
        // Setting a parametrization up ends with a first computation, in training.
        if (IsParametrized)
            Search(FirstIterations + iterations);
    }

    public void Search(int count)
    {
        if (u is null || v is null)
            return;
        Tensor matrix = Matrix(), transposed = matrix.Transpose(0, 1);
        for (int i = 0; i < count; i++)
        {
            if (!IsParametrized)
                v.Value = Normalized(Ops.MatMul(transposed, u.Value));
            u.Value = Normalized(Ops.MatMul(matrix, v.Value));
            if (IsParametrized)
                v.Value = Normalized(Ops.MatMul(transposed, u.Value));
        }
    }

    Tensor Normalized(Tensor x) => Ops.Div(x, Ops.Clamp(Ops.Norm(x), min: eps));

    Tensor Matrix()
    {
        Tensor value = original.Value;
        int[] order = [rows, .. Enumerable.Range(0, value.Rank).Where(d => d != rows)];
        return Ops.Reshape(value.Permute(order), value.Shape[rows], -1);
    }
}
