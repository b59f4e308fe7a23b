using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The output sizes of adaptive pooling, where null stands for the input's own.</summary>
static class AdaptiveSize
{
    public static Size3 Of(string name, int rank, OneOrMore<int?> sizes, Tensor x)
    {
        int?[] given = sizes.For(name, "output size", rank);
        int[] all = [1, 1, 1];
        // An input of too few dimensions is refused by the operation, in its own words.
        for (int i = 1; i <= rank; i++)
            all[^i] = given[^i] ?? (i <= x.Rank ? checked((int)x.Shape[-i]) : 1);
        return new(all[0], all[1], all[2]);
    }
}
