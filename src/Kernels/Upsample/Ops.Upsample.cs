using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Signals [N, C, L], images [N, C, H, W] or volumes [N, C, D, H, W] in another size, larger or smaller.</summary>
    /// <exception cref="ArgumentException">The mode does not go with the rank, a size is not positive, or corners are to be aligned by a mode that has none.</exception>
    public static Tensor Upsample(Tensor x, UpsampleOp op)
    {
        bool fits = op.Mode switch
        {
            UpsampleMode.Linear => op.Rank == 1,
            UpsampleMode.Bilinear or UpsampleMode.Bicubic => op.Rank == 2,
            UpsampleMode.Trilinear => op.Rank == 3,
            _ => op.Rank is >= 1 and <= 3,
        };
        string mode = op.Mode.ToString().ToLowerInvariant();
        if (x.Rank != op.Rank + 2 || !fits)
            throw new ArgumentException($"upsample: input has {x.Rank} dimensions {x.Shape}: {mode} takes [batch, channels] and {op.Mode switch { UpsampleMode.Linear => "1 dimension", UpsampleMode.Trilinear => "3 dimensions", UpsampleMode.Bilinear or UpsampleMode.Bicubic => "2 dimensions", _ => "1, 2 or 3 dimensions" }}");
        if (op.AlignCorners && op.Mode is UpsampleMode.Nearest or UpsampleMode.NearestExact && op.AlignCorners)
            throw new ArgumentException($"upsample: corners of {x.Shape} cannot be aligned: {mode} has none");
        RequireAtLeast("upsample", "size", op.Rank, op.Size, 1);
        for (int i = 1; i <= op.Rank; i++)
            if (x.Shape[-i] == 0)
                throw new ArgumentException($"upsample: input {x.Shape} has no elements along dimension {x.Rank - i}");
        long[] sizes = [.. x.Shape];
        for (int i = 1; i <= op.Rank; i++)
            sizes[^i] = op.Size[3 - i];
        return Run(op, x.DType, Shape.Create(sizes), x);
    }
}
