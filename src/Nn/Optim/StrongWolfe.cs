using System.Numerics;

namespace PtFormat.Nn.Optim;

/// <summary>
/// Searches along a direction for a place where the function has fallen enough and is flat enough: first a bracket, then ever
/// smaller ones by cubic interpolation (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6).
/// </summary>
/// <param name="evaluate">The function and its gradient at a distance along the direction.</param>
/// <param name="tolerance">A bracket that moves no weight by more ends the search.</param>
/// <param name="maxEvaluations">How often the function may be evaluated besides the first time.</param>
sealed class StrongWolfe<T>(Func<T, (double Loss, T[] Gradient)> evaluate, T tolerance, int maxEvaluations) where T : unmanaged, IFloatingPointIeee754<T>
{
    static readonly T Fall = T.CreateTruncating(1e-4), Flatness = T.CreateTruncating(0.9), Tenth = T.CreateTruncating(0.1);

    readonly record struct Point(T At, double Loss, T[] Gradient, T Slope);

    public (double Loss, T[] Gradient, T Distance, int Evaluations) Run(T distance, T[] direction, double loss, T[] gradient, T slope)
    {
        Point start = new(T.Zero, loss, gradient, slope), previous = start, current = Evaluate(distance, direction);
        int evaluations = 1, rounds = 0;
        T enough = -Flatness * slope;
        (Point Low, Point High)? bracket = null;
        bool isDone = false;
        for (; rounds < maxEvaluations; rounds++)
        {
            if (IsTooHigh(current, start) || rounds > 1 && current.Loss >= previous.Loss)
            {
                bracket = (previous, current);
                break;
            }
            if (T.Abs(current.Slope) <= enough)
            {
                (bracket, isDone) = ((current, current), true);
                break;
            }
            if (current.Slope >= T.Zero)
            {
                bracket = (previous, current);
                break;
            }
            T least = current.At + T.CreateTruncating(0.01) * (current.At - previous.At), most = current.At * T.CreateTruncating(10);
            T next = Interpolate(previous, current, least, most);
            (previous, current) = (current, Evaluate(next, direction));
            evaluations++;
        }
        (Point low, Point high) = bracket ?? (start, current);
        // Which of the two came first decides ties.
        if (high.Loss < low.Loss)
            (low, high) = (high, low);
        T reach = direction.Max(T.Abs);
        bool isStuck = false;
        while (!isDone && rounds < maxEvaluations && T.Abs(high.At - low.At) * reach >= tolerance)
        {
            T near = T.Min(low.At, high.At), far = T.Max(low.At, high.At), margin = Tenth * (far - near);
            T at = Interpolate(low, high, near, far);
            if (T.Min(far - at, at - near) < margin)
            {
                // Twice at the edge of the bracket is no progress: go a tenth inside.
                bool hasToMove = isStuck || at >= far || at <= near;
                if (hasToMove)
                    at = T.Abs(at - far) < T.Abs(at - near) ? far - margin : near + margin;
                isStuck = !hasToMove;
            }
            else
                isStuck = false;
            Point found = Evaluate(at, direction);
            evaluations++;
            rounds++;
            if (IsTooHigh(found, start) || found.Loss >= low.Loss)
            {
                high = found;
                if (high.Loss < low.Loss)
                    (low, high) = (high, low);
                continue;
            }
            if (T.Abs(found.Slope) <= enough)
                isDone = true;
            else if (found.Slope * (high.At - low.At) >= T.Zero)
                high = low;
            low = found;
        }
        return (low.Loss, low.Gradient, low.At, evaluations);

        bool IsTooHigh(Point point, Point from) => T.CreateTruncating(point.Loss) > T.CreateTruncating(from.Loss) + Fall * point.At * slope;
    }

    Point Evaluate(T at, T[] direction)
    {
        (double loss, T[] gradient) = evaluate(at);
        return new(at, loss, gradient, LbfgsStep<T>.Dot(gradient, direction));
    }

    // The least of the cubic through two points with their slopes, between two bounds; their middle where it has none.
    static T Interpolate(Point a, Point b, T least, T most)
    {
        T chord = T.CreateTruncating(3 * (a.Loss - b.Loss)) / (a.At - b.At), first = a.Slope + b.Slope - chord, square = first * first - a.Slope * b.Slope;
        if (square < T.Zero)
            return (least + most) / T.CreateTruncating(2);
        T root = T.Sqrt(square);
        T at = a.At <= b.At
            ? b.At - (b.At - a.At) * ((b.Slope + root - first) / (b.Slope - a.Slope + (root + root)))
            : a.At - (a.At - b.At) * ((a.Slope + root - first) / (a.Slope - b.Slope + (root + root)));
        return T.Min(T.Max(at, least), most);
    }
}
