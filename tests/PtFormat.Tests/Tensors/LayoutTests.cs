using CsCheck;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

/// <summary>
/// Layouts against a model: the list of storage positions in row-major order, computed by counting indices one by one.
/// </summary>
sealed class LayoutTests
{
    static readonly Gen<long> Size = Gen.Frequency((1, Gen.Const(0L)), (3, Gen.Const(1L)), (6, Gen.Long[2, 4]));

    static readonly Gen<Shape> AnyShape = Size.Array[0, 4].Select(sizes => Shape.Create(sizes));

    // Dense layouts and chains of views of them, and now and then arbitrary strides.
    static readonly Gen<Layout> AnyLayout = Gen.Frequency(
        (4, Gen.Select(AnyShape, Gen.Int[0, 1_000_000].Array[4], Gen.Int[0, 5]).Select((shape, seeds, offset) => Views(Layout.Strided(shape, Layout.Dense(shape).Strides, offset), seeds))),
        (1, AnyShape.SelectMany(shape => Gen.Long[0, 6].Array[shape.Rank].Select(strides => Layout.Strided(shape, strides, 3)))));

    [Test]
    public void RunsVisitEveryElementInRowMajorOrder() => AnyLayout.Sample(layout =>
    {
        List<long> visited = [];
        Layout.RunEnumerator runs = layout.Runs;
        foreach (long start in Starts(layout))
            for (long i = 0; i < runs.Length; i++)
                visited.Add(start + i * runs.Stride);
        return visited.SequenceEqual(Positions(layout));
    }, iter: 3000);

    [Test]
    public void ADenseLayoutIsOneRun()
    {
        Layout layout = Layout.Dense([3, 4, 5]);
        Assert.That(Starts(layout), Is.EqualTo(new long[] { 0 }));
        Assert.That((layout.Runs.Length, layout.Runs.Stride), Is.EqualTo((60L, 1L)));
    }

    [Test]
    public void IsDenseWhenPositionsAreConsecutive() => AnyLayout.Sample(layout =>
    {
        List<long> positions = Positions(layout);
        return layout.IsDense == positions.Select((p, i) => p - i).All(start => start == layout.Offset);
    }, iter: 3000);

    [Test]
    public void RequiredElementsIsOnePastTheLast() =>
        AnyLayout.Sample(layout => layout.RequiredElements == Positions(layout).Select(p => p + 1).DefaultIfEmpty(0).Max(), iter: 3000);

    [Test]
    public void PermuteMovesIndices() => Gen.Select(AnyLayout, Gen.Int[0, 1_000_000]).Sample((layout, seed) =>
    {
        int[] order = Order(layout.Shape.Rank, seed);
        Layout permuted = layout.Permute(order);
        return Indices(permuted.Shape).All(index =>
        {
            long[] original = new long[order.Length];
            for (int i = 0; i < order.Length; i++)
                original[order[i]] = index[i];
            return At(permuted, index) == At(layout, original);
        });
    }, iter: 2000);

    [Test]
    public void TransposeIsAPermutation() => AnyLayout.Where(l => l.Shape.Rank >= 2).Sample(layout =>
    {
        int[] order = [.. Enumerable.Range(0, layout.Shape.Rank)];
        (order[0], order[^1]) = (order[^1], order[0]);
        return layout.Transpose(0, -1).Equals(layout.Permute(order)) && layout.Transpose(0, -1).Transpose(-1, 0).Equals(layout);
    });

    [Test]
    public void NarrowAndSelectShiftIndices() => Gen.Select(AnyLayout.Where(l => l.Shape.Rank > 0), Gen.Int[0, 1_000_000]).Sample((layout, seed) =>
    {
        int dimension = seed % layout.Shape.Rank;
        long size = layout.Shape[dimension], start = seed / 7 % (size + 1), length = seed / 31 % (size - start + 1);
        Layout narrowed = layout.Narrow(dimension, start, length);
        bool right = narrowed.Shape[dimension] == length && Indices(narrowed.Shape).All(index =>
            At(narrowed, index) == At(layout, [.. index.Select((x, d) => d == dimension ? x + start : x)]));
        if (size == 0)
            return right;
        Layout selected = layout.Select(dimension, start % size), fromEnd = layout.Select(dimension - layout.Shape.Rank, start % size - size);
        return right && selected.Equals(fromEnd) && Indices(selected.Shape).All(index =>
            At(selected, index) == At(layout, [.. index[..dimension], start % size, .. index[dimension..]]));
    }, iter: 2000);

    [Test]
    public void UnsqueezeAddsADimensionOfOne() => Gen.Select(AnyLayout, Gen.Int[0, 100]).Sample((layout, seed) =>
    {
        int at = seed % (layout.Shape.Rank + 1);
        Layout added = layout.Unsqueeze(at);
        return added.Shape[at] == 1 && added.Equals(layout.Unsqueeze(at - layout.Shape.Rank - 1)) && Positions(added).SequenceEqual(Positions(layout));
    });

    [Test]
    public void ExpandRepeats() => Gen.Select(AnyLayout, Gen.Long[0, 3], Gen.Long[0, 3]).Sample((layout, repeat, outer) =>
    {
        long[] sizes = [outer, .. layout.Shape.Select(size => size == 1 ? repeat : -1)];
        Layout expanded = layout.Expand(sizes);
        return Indices(expanded.Shape).All(index => At(expanded, index) == At(layout, [.. index.Skip(1).Select((x, d) => layout.Shape[d] == 1 ? 0 : x)]));
    }, iter: 2000);

    [Test]
    public void ReshapeKeepsTheOrderOrNeedsACopy() => Gen.Select(AnyLayout, Gen.Int[0, 1_000_000]).Sample((layout, seed) =>
    {
        Shape shape = Refactor(layout, seed);
        List<long> positions = Positions(layout);
        bool reshaped = layout.TryReshape(shape, out Layout other);
        if (reshaped)
            return other.Shape == shape && Positions(other).SequenceEqual(positions);
        // The strides that a view would need are given by single steps along each dimension; none may reproduce the order.
        return !StridesFrom(shape, positions, out Layout? possible) || !Positions(possible!).SequenceEqual(positions);
    }, iter: 5000);

    [Test]
    public void ReshapeToAnotherCountIsAnError() =>
        Assert.That(() => Layout.Dense([2, 3]).TryReshape([7], out _), Throws.ArgumentException.With.Message.Contains("[2, 3]").And.Message.Contains("[7]"));

    [Test]
    public void ClaimsThatOverflowAreRefused()
    {
        Assert.That(() => Layout.Strided([2], [long.MaxValue], long.MaxValue), Throws.ArgumentException);
        Assert.That(() => Layout.Strided([3, 3], [long.MaxValue, long.MaxValue]), Throws.ArgumentException);
        Assert.That(() => Layout.Strided([1L << 40], [1L << 40]), Throws.ArgumentException);
        Assert.That(() => Layout.Strided([1], [1], long.MaxValue), Throws.ArgumentException, "one past the last would be 2^63");
        Assert.That(() => Layout.Strided([2], [-1]), Throws.ArgumentException);
        Assert.That(() => Layout.Strided([2], [1], -1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Layout.Strided([2], [1, 1]), Throws.ArgumentException);
        Assert.That(Layout.Strided([1], [long.MaxValue], 5).RequiredElements, Is.EqualTo(6), "a stride that is never taken does not count");
        Assert.That(Layout.Strided([0, 5], [long.MaxValue, long.MaxValue], 5).RequiredElements, Is.Zero);
    }

    [Test]
    public void ViewsOfLayoutsWithClaimedStridesDoNotWrap()
    {
        Layout layout = Layout.Strided([1, 0], [long.MaxValue, long.MaxValue], 7);
        Assert.That(layout.Narrow(0, 1, 0).RequiredElements, Is.Zero);
        Assert.That(layout.Unsqueeze(0).RequiredElements, Is.Zero);
        Assert.That(layout.Select(0, 0).Offset, Is.EqualTo(7));
        Layout unused = Layout.Strided([4, 0, 3], [long.MaxValue, 1, 1], 7);
        Assert.That(unused.Narrow(0, 3, 1).Offset, Is.GreaterThanOrEqualTo(0));
        Assert.That(unused.Select(0, 3).Offset, Is.GreaterThanOrEqualTo(0));
        Assert.That(unused.Unsqueeze(0).Strides[0], Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void WrongArgumentsNameTheShape()
    {
        Layout layout = Layout.Dense([2, 3]);
        Assert.That(() => layout.Permute(0), Throws.ArgumentException.With.Message.Contains("[2, 3]"));
        Assert.That(() => layout.Permute(0, 0), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => layout.Narrow(0, 1, 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("[2, 3]"));
        Assert.That(() => layout.Narrow(0, -1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => layout.Narrow(0, 1, long.MaxValue), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => layout.Select(0, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => layout.Expand(4, 3), Throws.ArgumentException.With.Message.Contains("[4, 3]"));
        Assert.That(() => layout.Expand(-1, 2, 3), Throws.ArgumentException, "-1 keeps a size, and an added dimension has none");
        Assert.That(() => layout.Unsqueeze(3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    static IEnumerable<long> Starts(Layout layout)
    {
        foreach (long start in layout.Runs)
            yield return start;
    }

    static List<long> Positions(Layout layout) => [.. Indices(layout.Shape).Select(index => At(layout, index))];

    static long At(Layout layout, long[] index)
    {
        long position = layout.Offset;
        for (int i = 0; i < index.Length; i++)
            position += index[i] * layout.Strides[i];
        return position;
    }

    static IEnumerable<long[]> Indices(Shape shape)
    {
        for (long n = 0; n < shape.ElementCount; n++)
        {
            long[] index = new long[shape.Rank];
            long rest = n;
            for (int d = shape.Rank - 1; d >= 0; d--)
                (rest, index[d]) = (rest / shape[d], rest % shape[d]);
            yield return index;
        }
    }

    static Layout Views(Layout layout, int[] seeds)
    {
        foreach (int seed in seeds)
        {
            int rank = layout.Shape.Rank;
            layout = (seed % 5, rank) switch
            {
                (0, _) => layout.Permute(Order(rank, seed)),
                (1, > 0) when layout.Shape[seed / 5 % rank] is > 1 and long size => layout.Narrow(seed / 5 % rank, seed / 50 % 2, size - 1),
                (2, > 0) when layout.Shape[seed / 5 % rank] > 0 => layout.Select(seed / 5 % rank, 0),
                (3, < 4) => layout.Unsqueeze(seed / 5 % (rank + 1)),
                (4, < 4) => layout.Expand([2, .. layout.Shape]),
                _ => layout,
            };
        }
        return layout;
    }

    static int[] Order(int rank, int seed)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        new Random(seed).Shuffle(order);
        return order;
    }

    // Another shape of as many elements: the sizes' factors dealt out anew, in order, with ones in between.
    static Shape Refactor(Layout layout, int seed)
    {
        Random random = new(seed);
        if (layout.ElementCount == 0)
            return [.. layout.Shape.Reverse()];
        List<long> sizes = [1];
        foreach (long size in layout.Shape)
            foreach (long factor in size == 4 ? [2L, 2L] : new[] { size })
                if (random.Next(2) == 0)
                    sizes[^1] *= factor;
                else
                    sizes.Add(factor);
        if (random.Next(3) == 0)
            sizes.Insert(random.Next(sizes.Count + 1), 1);
        return Shape.Create([.. sizes]);
    }

    static bool StridesFrom(Shape shape, List<long> positions, out Layout? layout)
    {
        long[] strides = new long[shape.Rank];
        int step = 1;
        for (int d = shape.Rank - 1; d >= 0; d--)
        {
            strides[d] = shape[d] > 1 ? positions[step] - positions[0] : 0;
            step *= (int)shape[d];
        }
        layout = strides.All(s => s >= 0) ? Layout.Strided(shape, strides, positions[0]) : null;
        return layout is not null;
    }
}
