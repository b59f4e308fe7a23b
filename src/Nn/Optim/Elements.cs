using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtFormat.Nn.Optim;

/// <summary>One parameter's elements in a step, and the loop over them: every optimizer's, at the machine's register width.</summary>
/// <param name="weight">The parameter, changed in place.</param>
/// <param name="gradient">Of the same length.</param>
/// <param name="maximize">True to go up instead of down.</param>
/// <param name="decay">How much of the weight is added to the gradient.</param>
/// <param name="shrink">What weights are multiplied with before all else.</param>
readonly ref struct Elements<T>(Span<T> weight, ReadOnlySpan<T> gradient, bool maximize, double decay, double shrink)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly Span<T> _weight = weight;
    readonly ReadOnlySpan<T> _gradient = gradient;

    public void Run<TUpdate>(TUpdate update, Span<T> first = default, Span<T> second = default, Span<T> third = default)
        where TUpdate : struct, IUpdate<T>
    {
        int i = 0;
        for (; i <= _weight.Length - Vector<T>.Count; i += Vector<T>.Count)
            Step(update, _weight[i..], _gradient[i..], At(first, i), At(second, i), At(third, i));
        int rest = _weight.Length - i;
        if (rest == 0)
            return;
        // The last few elements go through a full register as well: so an element's result does not depend on its place.
        Span<T> buffer = stackalloc T[5 * Vector<T>.Count];
        buffer.Fill(T.One);
        Span<T> weight = Lane(buffer, 0), gradient = Lane(buffer, 1), a = Lane(buffer, 2), b = Lane(buffer, 3), c = Lane(buffer, 4);
        _weight[i..].CopyTo(weight);
        _gradient[i..].CopyTo(gradient);
        At(first, i).CopyTo(a);
        At(second, i).CopyTo(b);
        At(third, i).CopyTo(c);
        Step(update, weight, gradient, a, b, c);
        weight[..rest].CopyTo(_weight[i..]);
        Back(a[..rest], first, i);
        Back(b[..rest], second, i);
        Back(c[..rest], third, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Step<TUpdate>(TUpdate update, Span<T> weight, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third)
        where TUpdate : struct, IUpdate<T>
    {
        Vector<T> w = new(weight), g = new(gradient);
        if (maximize)
            g = -g;
        if (decay != 0)
            g += w * T.CreateTruncating(decay);
        if (shrink != 1)
            w *= T.CreateTruncating(shrink);
        Vector<T> a = Load(first), b = Load(second), c = Load(third);
        update.Apply(ref w, g, ref a, ref b, ref c);
        w.CopyTo(weight);
        Store(a, first);
        Store(b, second);
        Store(c, third);
    }

    static Span<T> At(Span<T> state, int i) => state.IsEmpty ? state : state[i..];

    static Span<T> Lane(Span<T> buffer, int i) => buffer.Slice(i * Vector<T>.Count, Vector<T>.Count);

    static Vector<T> Load(Span<T> state) => state.IsEmpty ? default : new(state);

    static void Store(Vector<T> value, Span<T> state)
    {
        if (!state.IsEmpty)
            value.CopyTo(state);
    }

    static void Back(Span<T> values, Span<T> state, int i)
    {
        if (!state.IsEmpty)
            values.CopyTo(state[i..]);
    }
}
