using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Benchmarks;

/// <summary>
/// Something to time, named as benchmarks/gpu/run.py names it: <c>gemm 1024</c>, <c>modelnet 64</c>, <c>conv 32</c>, <c>lstm 512 1</c>
/// (hidden, batch), <c>maxpool 64</c>.
/// </summary>
sealed class Job
{
    const int LstmSteps = 64;

    readonly Func<Func<Tensor, Tensor>, Func<Tensor[]>> _prepare;

    Job(Func<Func<Tensor, Tensor>, Func<Tensor[]>> prepare) => _prepare = prepare;

    /// <summary>The job's operands made and moved; what comes back runs it once.</summary>
    public Func<Tensor[]> On(Device device) => _prepare(tensor => device == Device.Cpu ? tensor : tensor.To(device));

    /// <summary>The job of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Job Of(string name)
    {
        string[] words = name.Split(' ');
        int[] sizes = [.. words[1..].Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
        return (words[0], sizes) switch
        {
            ("gemm", [int n]) => Gemm(n),
            ("linear", [int rows, int features]) => Linear(rows, features),
            ("modelnet", [int batch]) => Model(batch),
            ("conv", [int batch]) => Conv(batch),
            ("lstm", [int hidden, int batch]) => Lstm(hidden, batch),
            ("maxpool", [int batch]) => MaxPool(batch),
            _ => throw new ArgumentException($"{name}: there is no such job"),
        };
    }

    static Job Gemm(int n) => new(on =>
    {
        Tensor a = on(Numbers(1, n, n)), b = on(Numbers(2, n, n));
        return () => [Ops.MatMul(a, b)];
    });

    static Job Linear(int rows, int features) => new(on =>
    {
        Tensor x = on(Numbers(1, rows, features)), weight = on(Numbers(2, features, features)), bias = on(Numbers(3, features));
        return () => [Ops.Linear(x, weight, bias)];
    });

    static Job Conv(int batch) => new(on =>
    {
        Tensor x = on(Numbers(1, batch, 64, 56, 56)), weight = on(Ops.Mul(Numbers(2, 64, 64, 3, 3), 0.05)), bias = on(Numbers(3, 64));
        Conv2dOp op = new() { Padding = 1, Strict = true };
        return () => [Ops.Conv2d(x, weight, bias, op)];
    });

    static Job MaxPool(int batch) => new(on =>
    {
        Tensor x = on(Numbers(1, batch, 64, 112, 112));
        MaxPoolOp op = new(2, 2);
        return () => [Ops.MaxPool(x, op)];
    });

    static Job Lstm(int hidden, int batch) => new(on =>
    {
        double scale = 1 / Math.Sqrt(hidden);
        Tensor x = on(Numbers(1, LstmSteps, batch, hidden)), weightIh = on(Ops.Mul(Numbers(2, 4 * hidden, hidden), scale)), weightHh = on(Ops.Mul(Numbers(3, 4 * hidden, hidden), scale));
        Tensor biasIh = on(Ops.Mul(Numbers(4, 4 * hidden), scale)), biasHh = on(Ops.Mul(Numbers(5, 4 * hidden), scale));
        return () =>
        {
            (Tensor y, Tensor h, Tensor c) = Ops.Lstm(x, weightIh, weightHh, biasIh, biasHh);
            return [y, h, c];
        };
    });

    // As an application runs it: a session, whose plan is replayed.
    static Job Model(int batch) => new(on =>
    {
        ModelNet model = new();
        model.Initialize(new(1));
        Tensor x = on(Numbers(1, batch, 3, 32, 32));
        model.To(x.Device);
        model.Eval();
        InferenceSession session = InferenceSession.Compile(model, x);
        Tensor logits = Tensor.Uninitialized([batch, 10], DType.Float32, x.Device);
        return () =>
        {
            session.Run([x], [logits]);
            return [logits];
        };
    });

    static Tensor Numbers(int seed, params long[] shape)
    {
        Random random = new(seed);
        float[] values = new float[Shape.Create(shape).ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From<float>(values, Shape.Create(shape));
    }
}
