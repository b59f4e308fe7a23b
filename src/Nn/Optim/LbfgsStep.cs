using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>One step of L-BFGS over all parameters as one vector, in the parameters' precision.</summary>
/// <param name="group">The optimizer's group.</param>
/// <param name="state">What it keeps: the last direction and how far it went along, and a history of changes y of the gradient and s of the weights with 1 / y·s.</param>
/// <param name="closure">The function and its gradients.</param>
sealed class LbfgsStep<T>(ParameterGroup group, StateDict state, Func<(double Loss, Gradients Gradients)> closure) where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly bool _maximize = group.Flag("maximize");

    public double Run()
    {
        int maxIterations = (int)group.Number("max_iter"), maxEvaluations = (int)group.Number("max_eval"), history = (int)group.Number("history_size");
        double toleranceGradient = group.Number("tolerance_grad"), toleranceChange = group.Number("tolerance_change");
        if (group["line_search_fn"] is not (null or "strong_wolfe"))
            throw new NotSupportedException($"LBFGS: the line search is '{group["line_search_fn"]}', 'strong_wolfe' or none was needed");
        (double loss, T[] gradient) = Evaluate();
        double before = _maximize ? -loss : loss;
        int evaluations = 1;
        Count("func_evals", 1);
        Count("n_iter", 0);
        if (Greatest(gradient) <= toleranceGradient)
            return before;

        T[] direction = Vector("d"), previous = Vector("prev_flat_grad");
        T length = state.TryGetValue("t", out object? t) ? Number(t) : T.Zero, scale = state.TryGetValue("H_diag", out object? h) ? Number(h) : T.One;
        List<T[]> changes = Vectors("old_dirs"), steps = Vectors("old_stps");
        List<T> ratios = [.. Vectors("ro").Select(ratio => ratio[0])];
        double lastLoss = loss;
        object? lengthKept = null;
        for (int i = 1; i <= maxIterations; i++)
        {
            bool isFirst = Count("n_iter", 1) == 1;
            if (isFirst)
                direction = Scaled(gradient, -T.One);
            else
            {
                Remember(Sum(gradient, previous, -T.One), Scaled(direction, length), history, changes, steps, ratios, ref scale);
                direction = Direction(gradient, history, changes, steps, ratios, scale);
            }
            (previous, lastLoss) = (gradient, loss);
            length = T.CreateTruncating(group.LearningRate);
            lengthKept = group["lr"];
            if (isFirst)
            {
                length *= T.Min(T.One, T.One / SumOfMagnitudes(gradient));
                lengthKept = double.CreateTruncating(length);
            }
            T slope = Dot(gradient, direction);
            if (slope > T.CreateTruncating(-toleranceChange))
                break;

            int used = 0;
            if (group["line_search_fn"] is not null)
            {
                T[][] start = [.. group.Parameters.Select(parameter => parameter.Value.ToArray<T>())];
                StrongWolfe<T> search = new(distance => EvaluateAt(start, distance, direction), T.CreateTruncating(toleranceChange), maxEvaluations - evaluations);
                (loss, gradient, length, used) = search.Run(length, direction, loss, gradient, slope);
                lengthKept = double.CreateTruncating(length);
                Move(length, direction);
            }
            else
            {
                Move(length, direction);
                // The last evaluation would be thrown away: the next step begins with it.
                if (i != maxIterations)
                {
                    (loss, gradient) = Evaluate();
                    used = 1;
                }
            }
            evaluations += used;
            Count("func_evals", used);
            bool isAtRest = (group["line_search_fn"] is not null || used > 0) && Greatest(gradient) <= toleranceGradient;
            if (i == maxIterations || evaluations >= maxEvaluations || isAtRest
                || Greatest(Scaled(direction, length)) <= toleranceChange || Math.Abs(loss - lastLoss) < toleranceChange)
                break;
        }
        state["d"] = ToTensor(direction);
        state["t"] = lengthKept;
        state["old_dirs"] = changes.Select(change => (object?)ToTensor(change)).ToList();
        state["old_stps"] = steps.Select(step => (object?)ToTensor(step)).ToList();
        state["ro"] = ratios.Select(ratio => (object?)ToScalar(ratio)).ToList();
        state["H_diag"] = changes.Count == 0 ? 1L : ToScalar(scale);
        state["prev_flat_grad"] = ToTensor(previous);
        state["prev_loss"] = lastLoss;
        return before;
    }

    static void Remember(T[] change, T[] step, int history, List<T[]> changes, List<T[]> steps, List<T> ratios, ref T scale)
    {
        T curvature = Dot(change, step);
        if (curvature <= T.CreateTruncating(1e-10))
            return;
        if (changes.Count == history)
        {
            changes.RemoveAt(0);
            steps.RemoveAt(0);
            ratios.RemoveAt(0);
        }
        changes.Add(change);
        steps.Add(step);
        ratios.Add(T.One / curvature);
        scale = curvature / Dot(change, change);
    }

    // The two loops of Nocedal 1980 (https://doi.org/10.1090/S0025-5718-1980-0572855-7): the inverse Hessian is never there.
    T[] Direction(T[] gradient, int history, List<T[]> changes, List<T[]> steps, List<T> ratios, T scale)
    {
        T[] shares = new T[changes.Count], direction = Scaled(gradient, -T.One);
        for (int i = changes.Count - 1; i >= 0; i--)
        {
            shares[i] = Dot(steps[i], direction) * ratios[i];
            direction = Sum(direction, changes[i], -shares[i]);
        }
        direction = Scaled(direction, scale);
        for (int i = 0; i < changes.Count; i++)
            direction = Sum(direction, steps[i], shares[i] - Dot(changes[i], direction) * ratios[i]);
        state["al"] = Enumerable.Range(0, history).Select(i => i < shares.Length ? (object?)ToScalar(shares[i]) : null).ToList();
        return direction;
    }

    (double Loss, T[] Gradient) EvaluateAt(T[][] start, T distance, T[] direction)
    {
        Move(distance, direction);
        (double Loss, T[] Gradient) found = Evaluate();
        for (int i = 0; i < start.Length; i++)
            start[i].CopyTo(group.Parameters[i].Value.AsSpan<T>());
        return found;
    }

    (double Loss, T[] Gradient) Evaluate()
    {
        (double loss, Gradients gradients) = closure();
        List<T> flat = [];
        foreach (Parameter parameter in group.Parameters)
            if (gradients[parameter] is not { } gradient)
                flat.AddRange(new T[parameter.Value.ElementCount]);
            else if (gradient.Shape == parameter.Value.Shape && gradient.DType == parameter.Value.DType)
                flat.AddRange(gradient.ToArray<T>());
            else
                throw new ArgumentException($"LBFGS: the gradient is {gradient}, its parameter {parameter}: they must be alike");
        return _maximize ? (-loss, Scaled([.. flat], -T.One)) : (loss, [.. flat]);
    }

    void Move(T distance, T[] direction)
    {
        int done = 0;
        foreach (Parameter parameter in group.Parameters)
        {
            if (!parameter.Value.IsDense || !parameter.Value.Storage.IsWritable)
                parameter.Value = parameter.Value.Clone();
            foreach (ref T weight in parameter.Value.AsSpan<T>())
                weight += distance * direction[done++];
        }
    }

    long Count(string name, long more)
    {
        long count = (state.TryGetValue(name, out object? value) && value is long before ? before : 0) + more;
        state[name] = count;
        return count;
    }

    T[] Vector(string name) => state.TryGetValue(name, out object? value) && value is Tensor tensor ? tensor.ToArray<T>() : [];

    List<T[]> Vectors(string name) =>
        state.TryGetValue(name, out object? value) && value is IList<object?> list ? [.. list.Select(item => ((Tensor)item!).ToArray<T>())] : [];

    static T Number(object? value) => value switch
    {
        long whole => T.CreateTruncating(whole),
        double real => T.CreateTruncating(real),
        Tensor tensor => T.CreateTruncating(tensor.To(DType.Float64).Item<double>()),
        _ => T.Zero,
    };

    static Tensor ToTensor(T[] values) => Tensor.From<T>(values);

    static Tensor ToScalar(T value) => Tensor.From<T>([value], []);

    static double Greatest(T[] x) => x.Length == 0 ? 0 : double.CreateTruncating(x.Max(T.Abs));

    static T SumOfMagnitudes(T[] x) => x.Aggregate(T.Zero, (sum, element) => sum + T.Abs(element));

    internal static T Dot(T[] x, T[] y)
    {
        T sum = T.Zero;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    static T[] Scaled(T[] x, T factor) => [.. x.Select(element => element * factor)];

    static T[] Sum(T[] x, T[] y, T factor)
    {
        T[] sum = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
            sum[i] = x[i] + y[i] * factor;
        return sum;
    }
}
