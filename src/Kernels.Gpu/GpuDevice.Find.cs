using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Which kernel an operation gets: one method for each operation, in the file of its name.</content>
public sealed partial class GpuDevice
{
    /// <inheritdoc/>
    public Kernel? Find(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => op switch
    {
        MatMulOp matMul => FindMatMul(matMul, inputs, outputs),
        LinearOp linear => FindLinear(linear, inputs, outputs),
        Conv2dOp conv => FindConv2d(conv, inputs, outputs),
        Conv3dOp conv => FindConv3d(conv, inputs, outputs),
        ConvTransposeOp conv => FindConvTranspose(conv, inputs, outputs),
        MaxPoolOp pool => FindMaxPool(pool, inputs, outputs),
        AvgPoolOp pool => FindAvgPool(pool, inputs, outputs),
        AdaptiveAvgPoolOp pool => FindAdaptiveAvgPool(pool, inputs, outputs),
        AdaptiveMaxPoolOp pool => FindAdaptiveMaxPool(pool, inputs, outputs),
        RecurrentOp recurrent => FindRecurrent(recurrent, inputs, outputs),
        _ => null,
    };

    /// <inheritdoc/>
    public void Run(Op op, Kernel kernel, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (!HasElements(outputs))
            return;
        // Handed back at once and used again only later in the stream.
        Storage? workspace = kernel.WorkspaceBytes > 0 ? Allocate(kernel.WorkspaceBytes) : null;
        kernel.Run(inputs, outputs, workspace);
        foreach (Tensor? input in inputs)
            GC.KeepAlive(input?.Storage);
        foreach (Tensor output in outputs)
            GC.KeepAlive(output.Storage);
        GC.KeepAlive(workspace);
    }

    static bool HasElements(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
            if (tensor.ElementCount > 0)
                return true;
        return false;
    }
}
