using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>Dropout inside of modules.</content>
public abstract partial class Module
{
    /// <summary>In training zeros each element with probability p and scales the others by 1 / (1 - p); in evaluation gives x.</summary>
    /// <remarks>The draws are PyTorch's: in the order in which the elements lie in memory, which for a transposed tensor is not that of its dimensions.</remarks>
    /// <exception cref="InvalidOperationException">In training, without a generator or while x is being recorded.</exception>
    protected Tensor Dropped(Tensor x, double p)
    {
        if (!Training || p == 0)
            return x;
        if (x.IsDense)
            return Ops.Dropout(Generator, x, p);
        int[] order = [.. Enumerable.Range(0, x.Rank).OrderByDescending(d => x.Layout.Strides[d])], back = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            back[order[i]] = i;
        return Ops.Dropout(Generator, x.Permute(order), p).Permute(back);
    }
}
