using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels.Gpu;

/// <summary>Where the operand of one product of several begins: two sizes with a stride each, the inner one of which may be all.</summary>
struct BatchSteps
{
    public int Inner, InnerStep, OuterStep;

    /// <summary>One product, or one operand for all.</summary>
    public static BatchSteps None => new() { Inner = 1 };

    /// <summary>What is before a tensor's last two dimensions, or null where that takes more than two strides.</summary>
    public static BatchSteps? Of(Layout layout)
    {
        List<(long Size, long Step)> sizes = [];
        for (int d = 0; d < layout.Shape.Rank - 2; d++)
        {
            (long size, long step) = (layout.Shape[d], layout.Strides[d]);
            if (size == 1)
                continue;
            if (sizes.Count > 0 && sizes[^1].Step == size * step)
                sizes[^1] = (sizes[^1].Size * size, step);
            else
                sizes.Add((size, step));
        }
        return sizes switch
        {
            [] => None,
            [(_, long step)] => new() { Inner = 1, OuterStep = Int(step) },
            [(_, long outer), (long size, long step)] => new() { Inner = Int(size), InnerStep = Int(step), OuterStep = Int(outer) },
            _ => null,
        };
    }

    public readonly bool IsMultipleOf(int count) => InnerStep % count == 0 && OuterStep % count == 0;

    public readonly int Offset(int batch)
    {
        int outer = batch / Inner;
        return outer * OuterStep + (batch - outer * Inner) * InnerStep;
    }
}
