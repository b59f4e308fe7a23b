using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Index;

sealed class OpsIndexTests
{
    static readonly Dictionary<string, PaddingMode> PaddingModes = new()
    {
        ["constant"] = PaddingMode.Zeros,
        ["reflect"] = PaddingMode.Reflect,
        ["replicate"] = PaddingMode.Replicate,
        ["circular"] = PaddingMode.Circular,
    };

    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Gathering = new()
    {
        ["gather"] = c => [Ops.Gather(c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!)],
        ["scatter"] = c => [Ops.Scatter(c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!, c.Operand(3), c.Argument(-1, "reduce") switch { "add" => ScatterMode.Add, "multiply" => ScatterMode.Multiply, _ => ScatterMode.Set })],
        ["scatter_add"] = c => [Ops.ScatterAdd(c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!, (Tensor)c.Inputs[3]!)],
        ["scatter_reduce"] = c => [ScatterReduce(c)],
        ["index_select"] = c => [Ops.IndexSelect(c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!)],
        ["index_add"] = c => [Ops.IndexAdd(c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!, (Tensor)c.Inputs[3]!, c.Argument(-1, "alpha", 1.0))],
        ["index_put"] = c => [Ops.IndexPut(c.X, [.. ((object?[])c.Inputs[1]!).Cast<Tensor?>()], (Tensor)c.Inputs[2]!, c.Argument(3, "accumulate", false))],
        ["take"] = c => [Ops.Take(c.X, (Tensor)c.Inputs[1]!)],
        ["take_along_dim"] = c => [Ops.TakeAlongDim(c.X, (Tensor)c.Inputs[1]!, c.Has("dim") ? c.Argument(-1, "dim", 0) : null)],
    };

    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Selection = new()
    {
        ["masked_select"] = c => [Ops.MaskedSelect(c.X, (Tensor)c.Inputs[1]!)],
        ["nonzero"] = c => c.Has("as_tuple") ? null : [Ops.NonZero(c.X)],
    };

    static readonly Dictionary<string, Func<OpCase, Tensor[]?>> Shapes = new()
    {
        ["cat"] = c => [Ops.Cat(Tensors(c), c.Argument(-1, "dim", 0))],
        ["stack"] = c => [Ops.Stack(Tensors(c), c.Argument(-1, "dim", 0))],
        ["split"] = c => c.Inputs[1] is long size ? Ops.Split(c.X, size, c.Argument(2, "dim", 0)) : Ops.Split(c.X, c.Sizes(1), c.Argument(2, "dim", 0)),
        ["chunk"] = c => Ops.Chunk(c.X, c.Argument(1, "chunks", 0), c.Argument(2, "dim", 0)),
        ["unbind"] = c => c.X.Unbind(c.Argument(1, "dim", 0)),
        ["tile"] = c => [Ops.Tile(c.X, c.Sizes(1))],
        ["repeat"] = c => [Ops.Repeat(c.X, c.Sizes(1))],
        ["flip"] = c => [Ops.Flip(c.X, c.Dimensions(1, "dims"))],
        ["roll"] = c => c.Inputs[1] is not long shift ? null : [Ops.Roll(c.X, shift, c.Inputs.Length > 2 ? c.Argument(2, "dims", 0) : null)],
        ["reshape"] = c => [Ops.Reshape(c.X, c.Sizes(1))],
        ["view"] = c => [c.X.View(c.Sizes(1))],
        ["flatten"] = c => [Ops.Flatten(c.X, c.Argument(1, "start", 0), c.Argument(2, "end", -1))],
        ["permute"] = c => [c.X.Permute(c.Dimensions(1, "dims"))],
        ["transpose"] = c => [c.X.Transpose(c.Argument(1, "a", 0), c.Argument(2, "b", 0))],
        ["expand"] = c => [c.X.Expand(c.Sizes(1))],
        ["squeeze"] = c => [c.Inputs.Length == 1 ? c.X.Squeeze() : c.X.Squeeze(c.Dimensions(1, "dim"))],
        ["unsqueeze"] = c => [c.X.Unsqueeze(c.Argument(1, "dim", 0))],
        ["diagonal"] = c => [c.X.Diagonal(c.Argument(1, "offset", 0L), c.Argument(2, "a", 0), c.Argument(3, "b", 1))],
        ["tril"] = c => [Ops.Tril(c.X, c.Argument(1, "diagonal", 0L))],
        ["triu"] = c => [Ops.Triu(c.X, c.Argument(1, "diagonal", 0L))],
        ["narrow"] = c => (long)c.Inputs[2]! < 0 ? null : [c.X.Narrow(c.Argument(1, "dim", 0), (long)c.Inputs[2]!, (long)c.Inputs[3]!)],
        ["select"] = c => [c.X.Select(c.Argument(1, "dim", 0), (long)c.Inputs[2]!)],
        ["unfold"] = c => [c.X.Unfold(c.Argument(1, "dim", 0), (long)c.Inputs[2]!, (long)c.Inputs[3]!)],
        ["take_along_dim"] = c => [Ops.TakeAlongDim(c.X, (Tensor)c.Inputs[1]!, c.Argument(-1, "dim", 0))],
        ["unflatten"] = c => [Ops.Unflatten(c.X, c.Argument(1, "dim", 0), c.Sizes(2))],
        ["pixel_shuffle"] = c => [Ops.PixelShuffle(c.X, c.Argument(1, "upscale_factor", 0))],
        ["nn.functional.pad"] = c => [Ops.Pad(c.X, c.Dimensions(1, "pad"), PaddingModes[c.Argument(-1, "mode", "constant")])],
        ["nn.functional.scaled_dot_product_attention"] = c => [Ops.ScaledDotProductAttention(c.X, (Tensor)c.Inputs[1]!, (Tensor)c.Inputs[2]!, isCausal: c.Argument(-1, "is_causal", false))],
        ["nn.functional.one_hot"] = c => [Ops.OneHot(c.X, c.Has("num_classes") ? c.Argument(-1, "num_classes", 0L) : null)],
    };

    [Test]
    public void GatheringIsAsInPyTorch() => OpFixture.Check("gathering", Gathering);

    [Test]
    public void SelectionIsAsInPyTorch() => OpFixture.Check("selection", Selection);

    [Test]
    public void ShapesAreAsInPyTorch() => OpFixture.Check("shapes", Shapes);

    [Test]
    public void SubscriptsAreAsInPyTorch() => OpFixture.Check("indexing", new() { ["getitem"] = Subscript });

    [Test]
    public void StridedOperandsGiveTheSame()
    {
        Tensor x = Sample.Make([4, 5, 3]), strided = Sample.Strided(x);
        Tensor index = Tensor.From<long>([3, 0, 1, 2, 0, 1], [2, 1, 3]);
        Sample.AssertSame(Ops.Gather(strided, 0, index), Ops.Gather(x, 0, index));
        Sample.AssertSame(Ops.IndexSelect(strided, 1, Tensor.From<long>(4, 4, 0)), Ops.IndexSelect(x, 1, Tensor.From<long>(4, 4, 0)));
        Sample.AssertSame(Ops.ScatterAdd(strided, 0, index, Sample.Strided(Sample.Make([2, 5, 3], seed: 2))), Ops.ScatterAdd(x, 0, index, Sample.Make([2, 5, 3], seed: 2)));
        Sample.AssertSame(Ops.Index(strided, null, Tensor.From<long>(1, -1)), Ops.Index(x, null, Tensor.From<long>(1, 4)));
    }

    [Test]
    public void ABadIndexIsNamedWithItsPlace()
    {
        Assert.That(
            () => Ops.IndexSelect(Sample.Make([3, 2]), 0, Tensor.From<long>(0, 3)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("index_select: index 3 (element 1 of the indices) is outside dimension 0 of [3, 2], which has 3 positions"));
        Assert.That(() => Ops.Gather(Sample.Make([3]), 0, Tensor.From<long>(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Ops.Scatter(Sample.Make([3]), 0, Tensor.From<long>(7), 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Ops.Index(Sample.Make([3]), Tensor.From<long>(-4)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ARecordingRepeatsThem()
    {
        Tensor x = Sample.Make([4, 3]), index = Tensor.From<long>([0, 2, 1, 3], [2, 2]), places = Tensor.From<long>(2, -1);
        Tensor Run(Tensor input) => Ops.Cat([Ops.Gather(input, 0, index), Ops.Index(input, null, places).Narrow(0, 0, 2), Ops.Triu(Ops.Flip(Ops.IndexPut(input, [places], Ops.Exp(input.Narrow(0, 0, 2))), 0)).Slice(1, step: 2)], 0);
        Recorder recorder = new();
        Graph graph = recorder.Finish(Run(recorder.Input(x.Shape)));
        Sample.AssertSame(graph.Run(x)[0], Run(x));
    }

    [Test]
    public void ShapesThatDependOnValuesCannotBeRecorded()
    {
        Tensor recorded = new Recorder().Input([3]);
        Assert.That(() => Ops.NonZero(recorded), Throws.InvalidOperationException.With.Message.Contains("nonzero: the shape of the result depends on the values"));
        Assert.That(() => Ops.Unique(recorded), Throws.InvalidOperationException);
        Assert.That(() => Ops.MaskedSelect(recorded, Ops.Gt(recorded, 0)), Throws.InvalidOperationException);
    }

    static Tensor ScatterReduce(OpCase c)
    {
        (Tensor x, int dimension, Tensor index, Tensor source) = (c.X, c.Argument(1, "dim", 0), (Tensor)c.Inputs[2]!, (Tensor)c.Inputs[3]!);
        bool include = c.Argument(-1, "include_self", true);
        return (string)c.Inputs[4]! switch
        {
            "mean" => Ops.ScatterMean(x, dimension, index, source, include),
            "sum" => Ops.Scatter(x, dimension, index, source, ScatterMode.Add, include),
            "prod" => Ops.Scatter(x, dimension, index, source, ScatterMode.Multiply, include),
            "amax" => Ops.Scatter(x, dimension, index, source, ScatterMode.Max, include),
            _ => Ops.Scatter(x, dimension, index, source, ScatterMode.Min, include),
        };
    }

    static Tensor[]? Subscript(OpCase c)
    {
        object?[] index = (object?[])c.Inputs[1]!;
        if (index.All(i => i is Tensor { Rank: > 0 } or Dictionary<string, object?> { Count: 1 }) && index.Any(i => i is Tensor))
        {
            // A whole dimension beside positions is null; other slices beside positions are views first.
            Tensor?[] positions = [.. index.Select(i => i as Tensor)];
            bool isPlain = index.All(i => i is Tensor || ((object?[])((Dictionary<string, object?>)i!)["slice"]!).All(part => part is null));
            return isPlain ? [Ops.Index(c.X, positions)] : null;
        }
        if (index.Any(i => i is bool or Tensor))
            return null;
        return [c.X[[.. index.Select(Part)]]];
    }

    static TensorIndex Part(object? part) => part switch
    {
        null => TensorIndex.NewAxis,
        string => TensorIndex.Ellipsis,
        long position => position,
        Dictionary<string, object?> slice when slice["slice"] is object?[] s => TensorIndex.Slice((long?)s[0], (long?)s[1], (long?)s[2] ?? 1),
        _ => throw new NotSupportedException($"{part}"),
    };

    static Tensor[] Tensors(OpCase c) => [.. ((object?[])c.Inputs[0]!).Cast<Tensor>()];
}
