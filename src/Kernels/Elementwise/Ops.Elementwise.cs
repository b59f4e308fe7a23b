using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>How operations of elements promote, broadcast and run.</content>
public static partial class Ops
{
    static Tensor RunUnary<TFunction>(Tensor x, TFunction function, DType? result = null) where TFunction : struct, IUnaryFunction
    {
        Unary<TFunction> op = new(function);
        Require(op, TFunction.Kinds, x.DType, x);
        return Run(op, result ?? NumberKind.Result(TFunction.Kinds, x.DType), x.Shape, x);
    }

    // The result's dtype where it is not that of the operands, and the operands' where promotion does not give it.
    static Tensor RunBinary<TFunction>(Operand x, Operand y, TFunction function, DType? result = null, DType? promoted = null) where TFunction : struct, IBinaryFunction
    {
        Binary<TFunction> op = new(function);
        DType dtype = promoted ?? Promote(op, x, y);
        DType compute = Require(op, TFunction.Kinds, dtype, x, y);
        Shape shape = Broadcasting.Combine(op.Name, x.Shape, y.Shape);
        Device device = DeviceOf(op, x, y);
        return Run(op, result ?? NumberKind.Result(TFunction.Kinds, dtype), shape, Ready(x, dtype, compute, shape, device), Ready(y, dtype, compute, shape, device));
    }

    static Tensor RunTernary<TFunction>(Operand x, Operand y, Operand z, TFunction function, DType? result = null, DType? promoted = null) where TFunction : struct, ITernaryFunction
    {
        Ternary<TFunction> op = new(function);
        DType dtype = promoted ?? Promote(op, x, y, z);
        DType compute = Require(op, TFunction.Kinds, dtype, x, y, z);
        Shape shape = Broadcasting.Combine(op.Name, Broadcasting.Combine(op.Name, x.Shape, y.Shape), z.Shape);
        Device device = DeviceOf(op, x, y, z);
        return Run(
            op, result ?? NumberKind.Result(TFunction.Kinds, dtype), shape,
            Ready(x, dtype, compute, shape, device), Ready(y, dtype, compute, shape, device), Ready(z, dtype, compute, shape, device));
    }

    static DType Promote(Op op, params ReadOnlySpan<Operand> operands)
    {
        try
        {
            return TypePromotion.ResultType(operands);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{op.Name}: {string.Join(", ", operands.ToArray())}: {e.Message}", e);
        }
    }

    static DType Require(Op op, NumberKinds kinds, DType dtype, params ReadOnlySpan<Operand> operands) => NumberKind.Compute(kinds, dtype)
        ?? throw new NotSupportedException($"{op.Name}: {string.Join(", ", operands.ToArray())}: {dtype.Name()} numbers have no {op.Name}");

    static Device DeviceOf(Op op, params ReadOnlySpan<Operand> operands)
    {
        Device? device = null;
        foreach (Operand operand in operands)
            if (operand.Tensor is { } tensor && (device is null || tensor.Device is Graphs.Recorder))
                device = tensor.Device;
        return device ?? throw new ArgumentException($"{op.Name}: all operands are numbers, one tensor was needed");
    }

    // A tensor is converted to the promoted dtype while it is read, except where that rounds: to the dtypes narrower than what is
    // computed with. A number, and a tensor without dimensions that may be of a wider dtype than the result, goes to what is
    // computed with: float32 beside float16, as in PyTorch.
    static Tensor Ready(Operand operand, DType promoted, DType compute, Shape shape, Device device)
    {
        Tensor tensor = operand.Tensor is not { } given ? OnDevice(operand.Scalar.ToTensor(compute), device)
            : given.Rank == 0 ? Cast(given, compute)
            : given.DType != DType.Bool && promoted is DType.Float16 or DType.BFloat16 or DType.Complex32 or DType.Complex64 ? Cast(given, promoted)
            : given;
        return tensor.Shape == shape ? tensor : tensor.Expand(shape.AsSpan());
    }

    // A recorder takes what is on its target as a constant.
    internal static Tensor OnDevice(Tensor host, Device device)
    {
        Device target = device is Graphs.Recorder recorder ? recorder.Target : device;
        if (target == Device.Cpu)
            return host;
        Tensor copy = Tensor.Uninitialized(host.Shape, host.DType, target);
        byte[] bytes = new byte[host.ElementCount * host.DType.ItemSize()];
        host.Device.CopyToHost(host.Storage, host.Layout.Offset * host.DType.ItemSize(), bytes);
        target.CopyFromHost(bytes, copy.Storage, 0);
        return copy;
    }
}
