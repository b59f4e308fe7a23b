using System.Runtime.CompilerServices;

namespace PtFormat.Tensors;

/// <content>Views that pick parts, as Python's subscripts do.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// A view by subscripts from the first dimension on: a position drops its dimension, a range keeps a part of it.
    /// </summary>
    /// <example><code>
    /// x[0]            x[1..3]            x[.., ^1]            x[TensorIndex.Ellipsis, TensorIndex.Every(2)]
    /// </code></example>
    /// <exception cref="ArgumentException">A position does not exist, or there are more subscripts than dimensions.</exception>
    // The usual name, Item, is taken by the method that reads one element.
    [IndexerName("At")]
    public Tensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get
        {
            int taken = 0;
            foreach (TensorIndex index in indices)
                taken += index.Kind is TensorIndexKind.Position or TensorIndexKind.Slice ? 1 : 0;
            if (taken > Rank)
                throw new ArgumentException($"index: {Shape} has {Rank} dimensions, {taken} subscripts were given");
            Tensor view = this;
            // What an ellipsis stands for; a second one stands for nothing, as in PyTorch.
            int dimension = 0, left = Rank - taken;
            foreach (TensorIndex index in indices)
                switch (index.Kind)
                {
                    case TensorIndexKind.Position:
                        view = view.Select(dimension, index.Start!.Value);
                        break;
                    case TensorIndexKind.Slice:
                        view = view.Slice(dimension++, index.Start, index.Stop, index.Step);
                        break;
                    case TensorIndexKind.NewAxis:
                        view = view.Unsqueeze(dimension++);
                        break;
                    default:
                        (dimension, left) = (dimension + left, 0);
                        break;
                }
            return view;
        }
    }

    /// <summary>Every <paramref name="step"/>th position of a dimension from start up to stop; both are clipped, and count from the end where negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or the step is not positive.</exception>
    public Tensor Slice(int dimension, long? start = null, long? stop = null, long step = 1)
    {
        int d = Shape.NormalizeDimension(dimension);
        if (step <= 0)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"slice: a step of {step} over dimension {d} of {Shape}: steps are positive, use Ops.Flip to turn a dimension round");
        long size = Shape[d], first = Clip(start ?? 0, size), last = Math.Max(first, Clip(stop ?? size, size));
        Layout part = Layout.Narrow(d, first, last - first);
        if (step == 1)
            return View(part);
        long[] sizes = [.. part.Shape], strides = [.. part.Strides];
        sizes[d] = (last - first + step - 1) / step;
        // One position takes no step, which might be absurdly long.
        strides[d] = sizes[d] <= 1 ? strides[d] : checked(strides[d] * step);
        return View(Layout.Strided(Shape.Create(sizes), strides, part.Offset));
    }

    /// <summary>Without the dimensions of size 1.</summary>
    public Tensor Squeeze() => Squeeze([.. Enumerable.Range(0, Rank)]);

    /// <summary>Without those of the named dimensions that have size 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor Squeeze(params ReadOnlySpan<int> dimensions)
    {
        HashSet<int> named = [];
        foreach (int dimension in dimensions)
            if (Rank > 0 || dimension is not (0 or -1))
                named.Add(Shape.NormalizeDimension(dimension));
        int[] kept = [.. Enumerable.Range(0, Rank).Where(d => !named.Contains(d) || Shape[d] != 1)];
        return View(Layout.Strided(Shape.Create([.. kept.Select(d => Shape[d])]), [.. kept.Select(d => Layout.Strides[d])], Layout.Offset));
    }

    /// <summary>The elements whose positions along two dimensions differ by an offset, as a last dimension.</summary>
    /// <exception cref="ArgumentException">The dimensions do not exist or are the same.</exception>
    public Tensor Diagonal(long offset = 0, int dimension0 = 0, int dimension1 = 1)
    {
        int a = Shape.NormalizeDimension(dimension0), b = Shape.NormalizeDimension(dimension1);
        if (a == b)
            throw new ArgumentException($"diagonal: dimension {a} of {Shape} is named twice");
        long count = Math.Max(0, offset >= 0 ? Math.Min(Shape[a], Shape[b] - offset) : Math.Min(Shape[a] + offset, Shape[b]));
        long start = count == 0 ? 0 : offset >= 0 ? offset * Layout.Strides[b] : -offset * Layout.Strides[a];
        int[] kept = [.. Enumerable.Range(0, Rank).Where(d => d != a && d != b)];
        return View(Layout.Strided(
            Shape.Create([.. kept.Select(d => Shape[d]), count]),
            [.. kept.Select(d => Layout.Strides[d]), Layout.Strides[a] + Layout.Strides[b]], Layout.Offset + start));
    }

    /// <summary>All windows of <paramref name="size"/> positions along a dimension, <paramref name="step"/> apart, as a last dimension.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, the window does not fit, or the step is not positive.</exception>
    public Tensor Unfold(int dimension, long size, long step)
    {
        int d = Shape.NormalizeDimension(dimension);
        if (size < 0 || size > Shape[d] || step <= 0)
            throw new ArgumentException($"unfold: windows of {size} every {step} do not fit into dimension {d} of {Shape}");
        long[] sizes = [.. Shape, size], strides = [.. Layout.Strides, Layout.Strides[d]];
        sizes[d] = (Shape[d] - size) / step + 1;
        strides[d] = sizes[d] <= 1 ? strides[d] : checked(strides[d] * step);
        return View(Layout.Strided(Shape.Create(sizes), strides, Layout.Offset));
    }

    /// <summary>One view for each position of a dimension, without it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Tensor[] Unbind(int dimension = 0)
    {
        int d = Shape.NormalizeDimension(dimension);
        return [.. Enumerable.Range(0, checked((int)Shape[d])).Select(i => Select(d, i))];
    }

    static long Clip(long position, long size) => Math.Clamp(position < 0 ? position + size : position, 0, size);
}
