using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Proofs;

/// <summary>Do the generic dispatches that the house is built on find their code in a native binary?</summary>
static class DispatchProof
{
    public static void Run()
    {
        ItemSizes sizes = default;
        foreach (DType dtype in DTypes.All)
            Check($"IDTypeVisitor over {dtype.Name()}", dtype.Visit<ItemSizes, int>(ref sizes), dtype.ItemSize());

        float[] y = Ops.Relu(Tensor.From<float>([.. Enumerable.Range(-50, 100).Select(i => (float)i)])).ToArray<float>();
        Check("Unary<Relu> through Op and ICpuOp, float32", y.Sum(), 49 * 50 / 2);
        double[] z = Ops.Relu(Tensor.From<double>([.. Enumerable.Range(-50, 100).Select(i => (double)i)])).ToArray<double>();
        Check("Unary<Relu> through Op and ICpuOp, float64", z.Sum(), 49 * 50 / 2);

        // A generic virtual method, whose instantiations no call site names: how a device gets at the function inside an op.
        Box[] boxes = [new Box<Relu>(new()), new Box<Silu>(new())];
        NameOf visitor = default;
        Check("generic virtual method", string.Join(",", boxes.Select(box => box.Accept<NameOf, string>(ref visitor))), "relu,silu");
    }

    static void Check<T>(string what, T found, T wanted) where T : IEquatable<T>
    {
        if (!found.Equals(wanted))
            throw new InvalidOperationException($"{what}: {found} instead of {wanted}");
        Console.WriteLine($"works: {what}");
    }

    readonly struct ItemSizes : IDTypeVisitor<int>
    {
        public unsafe int Visit<T>() where T : unmanaged => sizeof(T);
    }

    interface IFunctionVisitor<out TResult>
    {
        TResult Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction;
    }

    readonly struct NameOf : IFunctionVisitor<string>
    {
        public string Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction => TFunction.Name;
    }

    abstract class Box
    {
        public abstract TResult Accept<TVisitor, TResult>(ref TVisitor visitor) where TVisitor : struct, IFunctionVisitor<TResult>;
    }

    sealed class Box<TFunction>(TFunction function) : Box where TFunction : struct, IUnaryFunction
    {
        public override TResult Accept<TVisitor, TResult>(ref TVisitor visitor) => visitor.Visit(function);
    }
}
