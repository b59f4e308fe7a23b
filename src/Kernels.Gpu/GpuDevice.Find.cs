using System.Collections.Concurrent;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Which kernel an operation gets: one method for each operation, in the file of its name.</content>
public sealed partial class GpuDevice
{
    readonly ConcurrentDictionary<string, bool> _hostOperations = new();

    /// <inheritdoc/>
    public Kernel? Find(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => FindHere(op, inputs, outputs) ?? FindOnHost(op, inputs, outputs);

    Kernel? FindHere(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => op switch
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
        IFunctionOp function => FindFunction(function, inputs, outputs),
        CopyOp => FindCopy(inputs),
        CastOp cast => FindCast(cast, inputs),
        ReduceOp reduce => FindReduce(reduce, inputs, outputs),
        ScanOp scan => FindScan(scan, inputs, outputs),
        SoftmaxOp softmax => FindSoftmax(softmax, inputs, outputs),
        BatchNormOp norm => FindBatchNorm(norm, inputs, outputs),
        LayerNormOp norm => FindLayerNorm(norm, inputs, outputs),
        GroupNormOp norm => FindGroupNorm(norm, inputs, outputs),
        CatOp cat => FindCat(cat, inputs, outputs),
        IndexSelectOp select => FindIndexSelect(select, inputs),
        GatherOp gather => FindGather(gather, inputs),
        ScatterOp scatter => FindScatter(scatter, inputs),
        LinearIndexOp index => FindLinearIndex(index, inputs),
        EmbeddingBagOp bag => FindEmbeddingBag(bag, inputs, outputs),
        PadOp pad => FindPad(pad, inputs, outputs),
        UpsampleOp upsample => FindUpsample(upsample, inputs, outputs),
        _ => null,
    };

    // Only of dense operands: for others the caller copies first, and asks again. What a pass has fused is not asked for here, so
    // that it stays apart where this device cannot do it at once.
    HostKernel? FindOnHost(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        TensorSpec?[] host = new TensorSpec?[inputs.Length];
        for (int i = 0; i < host.Length; i++)
            host[i] = inputs[i] is { } input ? new(input.DType, Layout.Dense(input.Shape)) : null;
        TensorSpec[] results = new TensorSpec[outputs.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = new(outputs[i].DType, Layout.Dense(outputs[i].Shape));
        return op is LinearOp { Then: not null } or Conv2dOp { Then: not null } or Conv2dOp { Pool: not null } ? null
            : CpuBackend.Instance.Find(op, host, results) is { } kernel ? new HostKernel(this, op, kernel) : null;
    }

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

    /// <summary>The operations that went by way of the host so far.</summary>
    internal IEnumerable<string> HostOperations => _hostOperations.Keys;

    /// <summary>Notes that an operation goes by way of the host.</summary>
    internal void NoteHostRun(Op op) => _hostOperations.TryAdd(op.Name, true);

    /// <summary>True where there is anything to compute.</summary>
    internal static bool HasElements(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
            if (tensor.ElementCount > 0)
                return true;
        return false;
    }
}
