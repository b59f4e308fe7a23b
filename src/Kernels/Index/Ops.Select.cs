using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Results whose shape depends on values: they are computed at once, in host memory, and cannot be recorded.</content>
public static partial class Ops
{
    /// <summary>Where elements are not zero: int64 [count, rank], in row-major order.</summary>
    /// <exception cref="InvalidOperationException">Operations are being recorded.</exception>
    public static Tensor NonZero(Tensor x)
    {
        RequireValues("nonzero", x);
        if (x.Device != Device.Cpu)
            return OnDevice(NonZero(x.To(Device.Cpu)), x.Device);
        bool[] truths = [.. x.To(DType.Bool).ToArray<Bool8>().Select(b => (bool)b)];
        long[] position = new long[x.Rank];
        List<long> found = [];
        foreach (bool truth in truths)
        {
            if (truth)
                found.AddRange(position);
            for (int d = x.Rank - 1; d >= 0 && ++position[d] == x.Shape[d]; d--)
                position[d] = 0;
        }
        return Tensor.From<long>([.. found], [truths.Count(t => t), x.Rank]);
    }

    /// <summary>The elements where a mask is true, one after the other; both broadcast.</summary>
    /// <exception cref="ArgumentException">The mask is not bool, or the shapes do not broadcast.</exception>
    /// <exception cref="InvalidOperationException">Operations are being recorded.</exception>
    public static Tensor MaskedSelect(Tensor x, Tensor mask)
    {
        RequireValues("masked_select", x);
        RequireValues("masked_select", mask);
        RequireMask(new Ternary<Elementwise.Where>(default), "the mask", mask);
        Shape shape = Broadcasting.Combine("masked_select", x.Shape, mask.Shape);
        Tensor index = NonZero(Reshape(mask.Expand(shape.AsSpan()), -1));
        return IndexSelect(Reshape(x.Expand(shape.AsSpan()), -1), 0, index.View(-1));
    }

    /// <summary>The different elements in ascending order; where each element is among them, in the shape of x; and how often each occurs.</summary>
    /// <exception cref="InvalidOperationException">Operations are being recorded.</exception>
    public static (Tensor Values, Tensor Inverse, Tensor Counts) Unique(Tensor x)
    {
        RequireValues("unique", x);
        if (x.Device != Device.Cpu)
        {
            (Tensor values, Tensor positions, Tensor numbers) = Unique(x.To(Device.Cpu));
            return (OnDevice(values, x.Device), OnDevice(positions, x.Device), OnDevice(numbers, x.Device));
        }
        (Tensor sorted, Tensor order) = Sort(Reshape(x, -1), 0);
        long[] places = order.ToArray<long>(), inverse = new long[places.Length];
        bool[] differs = places.Length < 2 ? [] : [.. Ne(sorted.Narrow(0, 1, places.Length - 1), sorted.Narrow(0, 0, places.Length - 1)).ToArray<Bool8>().Select(b => (bool)b)];
        List<long> firsts = [], counts = [];
        for (int i = 0; i < places.Length; i++)
        {
            if (i == 0 || differs[i - 1])
            {
                firsts.Add(i);
                counts.Add(0);
            }
            counts[^1]++;
            inverse[places[i]] = firsts.Count - 1;
        }
        return (IndexSelect(sorted, 0, Tensor.From<long>([.. firsts])), Tensor.From<long>(inverse, x.Shape), Tensor.From<long>([.. counts]));
    }

    static void RequireValues(string name, Tensor x)
    {
        if (x.Device is Graphs.Recorder)
            throw new InvalidOperationException($"{name}: the shape of the result depends on the values of {x}, and there are none while operations are being recorded: keep it out of the recorded part");
    }
}
