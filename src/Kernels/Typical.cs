using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Operations of sizes that models have, to show which kernels a backend chooses for them.</summary>
static class Typical
{
    static readonly Operation[] Operations =
    [
        new("conv2d 3→6 5×5", new Conv2dOp(), [[1, 3, 32, 32], [6, 3, 5, 5], [6]], [[1, 6, 28, 28]]),
        new("conv2d 64→64 3×3", new Conv2dOp { Padding = 1 }, [[1, 64, 56, 56], [64, 64, 3, 3], [64]], [[1, 64, 56, 56]]),
        new("conv2d 64→64 3×3 strict", new Conv2dOp { Padding = 1, Strict = true }, [[1, 64, 56, 56], [64, 64, 3, 3], [64]], [[1, 64, 56, 56]]),
        new("conv2d 64→256 1×1", new Conv2dOp(), [[1, 64, 56, 56], [256, 64, 1, 1], [256]], [[1, 256, 56, 56]]),
        new("conv2d 32 depthwise", new Conv2dOp { Padding = 1, Groups = 32 }, [[1, 32, 56, 56], [32, 1, 3, 3], null], [[1, 32, 56, 56]]),
        new("max_pool2d 2×2", new MaxPoolOp(2, 2), [[1, 64, 56, 56]], [[1, 64, 28, 28]]),
        new("linear 400→120", new LinearOp(), [[1, 400], [120, 400], [120]], [[1, 120]]),
        new("linear 4096→4096", new LinearOp(), [[1, 4096], [4096, 4096], null], [[1, 4096]]),
        new("matmul 512", new MatMulOp(), [[1, 512, 512], [1, 512, 512]], [[1, 512, 512]]),
        new("lstm 28→128", new LstmOp(), [[28, 1, 28], [512, 28], [512, 128], [512], [512], null, null, null], [[28, 1, 128], [1, 128], [1, 128]]),
        new("gru 28→128", new GruOp(), [[28, 1, 28], [384, 28], [384, 128], [384], [384], null], [[28, 1, 128], [1, 128]]),
    ];

    /// <summary>The name of each one's kernel; "none" where it is converted or copied first.</summary>
    public static IReadOnlyList<(string Operation, string Kernel)> Kernels(IBackend backend) =>
    [
        .. Operations.Select(operation => (operation.Name, backend.Find(
            operation.Op,
            [.. operation.Inputs.Select(shape => shape is { } given ? Spec(given) : default(TensorSpec?))],
            [.. operation.Outputs.Select(Spec)])?.Name ?? "none")),
    ];

    static TensorSpec Spec(Shape shape) => new(DType.Float32, Layout.Dense(shape));

    sealed record Operation(string Name, Op Op, Shape?[] Inputs, Shape[] Outputs);
}
