using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// The operations. Each checks shapes, dtypes and devices, infers its result and runs where its operands are; here once, for
/// every device. Operands may be strided: a backend without a kernel for their layout gets dense copies.
/// </summary>
public static partial class Ops
{
    /// <summary>Runs an operation with one output.</summary>
    internal static Tensor Run(Op op, DType dtype, Shape shape, params ReadOnlySpan<Tensor?> inputs)
    {
        IBackend backend = Backend.For(op, inputs);
        Tensor output = Tensor.Uninitialized(shape, dtype, backend.Device);
        Run(backend, op, inputs, [output]);
        return output;
    }

    /// <summary>Runs an operation into outputs on the backend's device.</summary>
    internal static void Run(IBackend backend, Op op, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs)
    {
        TensorSpec?[] specs = Specs(inputs);
        TensorSpec[] outputSpecs = new TensorSpec[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            outputSpecs[i] = outputs[i];
        if (backend.Find(op, specs, outputSpecs) is { } kernel)
        {
            backend.Run(op, kernel, inputs, outputs);
            return;
        }

        // A copy is an operation too, so a recorder notes it (of a constant as well, which may change before the graph runs), and
        // no kernel has to know every layout.
        Tensor?[] dense = inputs.ToArray();
        for (int i = 0; i < dense.Length; i++)
            if (dense[i] is { IsDense: false } strided)
                Run(backend, new CopyOp(), [strided], [dense[i] = Tensor.Uninitialized(strided.Shape, strided.DType, backend.Device)]);
        backend.Run(op, backend.Find(op, Specs(dense), outputSpecs) ?? throw NoKernel(op, backend, specs), dense, outputs);
    }

    static TensorSpec?[] Specs(ReadOnlySpan<Tensor?> tensors)
    {
        TensorSpec?[] specs = new TensorSpec?[tensors.Length];
        for (int i = 0; i < tensors.Length; i++)
            specs[i] = TensorSpec.Of(tensors[i]);
        return specs;
    }

    static NotSupportedException NoKernel(Op op, IBackend backend, TensorSpec?[] inputs) =>
        new($"{op.Name}: {backend.Device.Name} has no kernel for {string.Join(", ", inputs.Where(i => i is not null))}: convert the operands to float32");
}
