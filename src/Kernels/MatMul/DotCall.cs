namespace PtFormat.Kernels;

/// <summary>A product of few rows with a matrix as it lies: c[i, j] = then(sum over k of x[i, k] * weight[j, k] + bias[j]). Strides count elements.</summary>
unsafe struct DotCall
{
    /// <summary>Rows of x and c, rows of weight, products in each sum.</summary>
    public nint M, N, K;

    /// <summary>x[i, k] is at i * XRow + k.</summary>
    public float* X;

    /// <inheritdoc cref="X"/>
    public nint XRow;

    /// <summary>weight[j, k] is at j * WeightRow + k, of the dtype that the kernel is for.</summary>
    public void* Weight;

    /// <inheritdoc cref="Weight"/>
    public nint WeightRow;

    /// <summary>c[i, j] is at i * CRow + j.</summary>
    public float* C;

    /// <inheritdoc cref="C"/>
    public nint CRow;

    /// <summary>One element for each row of weight, or null.</summary>
    public float* Bias;

    /// <summary>Applied to the finished elements.</summary>
    public Activation? Then;
}
