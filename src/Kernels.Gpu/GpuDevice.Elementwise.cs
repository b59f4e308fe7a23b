using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Functions of elements: the processor's own, over a GPU's lanes.</content>
public sealed partial class GpuDevice
{
    Kernel? FindFunction(IFunctionOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        if (!OperandChecks.AreReadable(inputs) || !Cells.Has(outputs[0].DType))
            return null;
        FunctionFinder finder = new() { Device = this, Inputs = inputs.ToArray(), Outputs = outputs.ToArray() };
        return op.Visit<FunctionFinder, Kernel?>(ref finder);
    }

    struct FunctionFinder : IFunctionVisitor<Kernel?>
    {
        public GpuDevice Device;
        public TensorSpec?[] Inputs;
        public TensorSpec[] Outputs;

        public readonly Kernel? Unary<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction =>
            !Has(TFunction.IsVectorized, TFunction.HasDeviceForm, TFunction.Kinds) ? null : ElementwiseKernel.Compute(TFunction.Kinds, Inputs) switch
            {
                DType.Float32 => new UnaryKernel<TFunction, F32Lane, float>(Device, function, Inputs, Outputs),
                // The error function has a form for float32 only.
                DType.Float64 when function is not (Erf or Gelu) => new UnaryKernel<TFunction, F64Lane, double>(Device, function, Inputs, Outputs),
                < DType.Float16 and not DType.UInt64 => new UnaryKernel<TFunction, I64Lane, long>(Device, function, Inputs, Outputs),
                _ => null,
            };

        public readonly Kernel? Binary<TFunction>(TFunction function) where TFunction : struct, IBinaryFunction =>
            !Has(TFunction.IsVectorized, TFunction.HasDeviceForm, TFunction.Kinds) ? null : ElementwiseKernel.Compute(TFunction.Kinds, Inputs) switch
            {
                DType.Float32 => new BinaryKernel<TFunction, F32Lane, float>(Device, function, Inputs, Outputs),
                DType.Float64 => new BinaryKernel<TFunction, F64Lane, double>(Device, function, Inputs, Outputs),
                < DType.Float16 and not DType.UInt64 => new BinaryKernel<TFunction, I64Lane, long>(Device, function, Inputs, Outputs),
                _ => null,
            };

        public readonly Kernel? Ternary<TFunction>(TFunction function) where TFunction : struct, ITernaryFunction =>
            !Has(TFunction.IsVectorized, false, TFunction.Kinds) ? null : ElementwiseKernel.Compute(TFunction.Kinds, Inputs) switch
            {
                DType.Float32 => new TernaryKernel<TFunction, F32Lane, float>(Device, function, Inputs, Outputs),
                DType.Float64 => new TernaryKernel<TFunction, F64Lane, double>(Device, function, Inputs, Outputs),
                < DType.Float16 and not DType.UInt64 => new TernaryKernel<TFunction, I64Lane, long>(Device, function, Inputs, Outputs),
                _ => null,
            };

        // The forms for devices are those of floats.
        readonly bool Has(bool isVectorized, bool hasDeviceForm, NumberKinds kinds) =>
            isVectorized || hasDeviceForm && ElementwiseKernel.Compute(kinds, Inputs) is DType.Float32 or DType.Float64;
    }
}
