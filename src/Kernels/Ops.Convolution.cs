using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>What convolutions of one, two and three dimensions check alike.</content>
public static partial class Ops
{
    static readonly string[] SpatialNames = ["depth", "height", "width"];

    /// <summary><c>channels, height, width</c></summary>
    static string Spatial(string first, int rank) => $"{first}, {(rank == 1 ? "length" : string.Join(", ", SpatialNames[(3 - rank)..]))}";

    static bool HasBatch(string name, int rank, Tensor x) => x.Rank == rank + 2 || (x.Rank == rank + 1
        ? false
        : throw new ArgumentException($"{name}: input has {x.Rank} dimensions {x.Shape}, expected [{Spatial("batch, channels", rank)}] or without batch"));

    // The operands' ranks, dtypes and channels, the sizes' bounds, and the kernel's size.
    static Size3 CheckConvolution(
        string name, int rank, Tensor x, Tensor weight, Tensor? bias, bool isTransposed, Size3 stride, Size3 padding, Size3 dilation, int groups)
    {
        bool batch = HasBatch(name, rank, x);
        (string firstName, string secondName) = isTransposed ? ("in channels", "out channels / groups") : ("out channels", "in channels / groups");
        if (weight.Rank != rank + 2)
            throw new ArgumentException($"{name}: weight has {weight.Rank} dimensions {weight.Shape}, expected [{firstName}, {Spatial(secondName, rank)}]");
        RequireDType(name, "weight", weight, x);
        RequireDType(name, "bias", bias, x);
        RequireAtLeast(name, "stride", rank, stride, 1);
        RequireAtLeast(name, "padding", rank, padding, 0);
        RequireAtLeast(name, "dilation", rank, dilation, 1);
        (long first, long second) = (weight.Shape[0], weight.Shape[1]);
        if (groups < 1 || first % groups != 0)
            throw new ArgumentException($"{name}: weight has {first} {(isTransposed ? "input" : "output")} channels {weight.Shape}, which {groups} groups do not divide");
        (long channels, long outputs) = isTransposed ? (first, checked(second * groups)) : (checked(second * groups), first);
        long found = x.Shape[batch ? 1 : 0];
        if (found != channels)
            throw new ArgumentException($"{name}: input has {found} channels {x.Shape}, weight expects {channels} {weight.Shape}{(groups == 1 || isTransposed ? "" : $" in {groups} groups")}");
        if (bias is not null && bias.Shape != [outputs])
            throw new ArgumentException($"{name}: bias is {bias.Shape}, expected [{outputs}]");
        foreach (long size in weight.Shape.AsSpan()[2..])
            if (size is < 1 or > int.MaxValue)
                throw new ArgumentException($"{name}: weight {weight.Shape} has no kernel of a size from 1 to 2^31 - 1");
        return Size3.Of(weight.Shape, rank);
    }

    static Shape ConvolutionShape(string name, int rank, Tensor x, Tensor weight, Size3 kernel, Size3 stride, Size3 padding, Size3 dilation)
    {
        long[] sizes = [x.Rank == rank + 2 ? x.Shape[0] : 1, weight.Shape[0], .. new long[rank]];
        for (int i = 1; i <= rank; i++)
        {
            sizes[^i] = WindowCount(x.Shape[-i], kernel[3 - i], stride[3 - i], padding[3 - i], dilation[3 - i]);
            if (sizes[^i] < 1)
                throw new ArgumentException($"{name}: the kernel of weight {weight.Shape} is larger than input {x.Shape} with padding {padding.ToString(rank)} and dilation {dilation.ToString(rank)}");
        }
        return Shape.Create(sizes);
    }

    // Without a batch it is a batch of one.
    static Tensor RunBatched(Op op, int rank, Shape output, Tensor x, Tensor weight, Tensor? bias) => x.Rank == rank + 2
        ? Run(op, x.DType, output, x, weight, bias)
        : Run(op, x.DType, output, x.Unsqueeze(0), weight, bias).Select(0, 0);
}
