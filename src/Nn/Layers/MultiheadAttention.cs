using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Attention in several heads side by side, each over its part of the elements (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).</summary>
public sealed class MultiheadAttention : Module
{
    /// <summary>A layer of zeros.</summary>
    /// <param name="embedDim">Elements of queries and results, E.</param>
    /// <param name="numHeads">Heads; they divide the elements.</param>
    /// <param name="dropout">How likely training drops one of the weights.</param>
    /// <param name="bias">False for projections without bias.</param>
    /// <param name="addBiasKv">True for one more key and value that are learned.</param>
    /// <param name="addZeroAttn">True for one more key and value of zeros.</param>
    /// <param name="kdim">Elements of keys; E if null.</param>
    /// <param name="vdim">Elements of values; E if null.</param>
    /// <param name="batchFirst">True for [batch, sequence, elements] in and out instead of [sequence, batch, elements].</param>
    /// <param name="dtype">Of the parameters.</param>
    /// <exception cref="ArgumentException">The heads do not divide the elements.</exception>
    public MultiheadAttention(
        int embedDim, int numHeads, double dropout = 0, bool bias = true, bool addBiasKv = false, bool addZeroAttn = false, int? kdim = null, int? vdim = null,
        bool batchFirst = false, DType dtype = DType.Float32) : base(dtype)
    {
        if (embedDim < 1 || numHeads < 1 || embedDim % numHeads != 0)
            throw new ArgumentException($"multihead_attention: {numHeads} heads do not divide {embedDim} elements", nameof(numHeads));
        (EmbedDim, NumHeads, Dropout, AddBiasKv, AddZeroAttn, BatchFirst) = (embedDim, numHeads, dropout, addBiasKv, addZeroAttn, batchFirst);
        (Kdim, Vdim) = (kdim ?? embedDim, vdim ?? embedDim);
        bool isOne = Kdim == embedDim && Vdim == embedDim;
        // Python names the one that is not there last.
        Parameter InProj() => Parameter("in_proj_weight", [3 * embedDim, embedDim], Init.XavierUniform(), present: isOne);
        Parameter? first = isOne ? InProj() : null;
        QProjWeight = Parameter("q_proj_weight", [embedDim, embedDim], Init.XavierUniform(), present: !isOne);
        KProjWeight = Parameter("k_proj_weight", [embedDim, Kdim], Init.XavierUniform(), present: !isOne);
        VProjWeight = Parameter("v_proj_weight", [embedDim, Vdim], Init.XavierUniform(), present: !isOne);
        InProjWeight = first ?? InProj();
        InProjBias = Parameter("in_proj_bias", [3 * embedDim], Init.Zeros, present: bias);
        OutProj = Child("out_proj", new Linear(embedDim, embedDim, bias, dtype));
        // xavier_normal_ of [1, 1, E].
        BiasK = Parameter("bias_k", [1, 1, embedDim], Init.Normal(0, 1 / Math.Sqrt(embedDim)), present: addBiasKv);
        BiasV = Parameter("bias_v", [1, 1, embedDim], Init.Normal(0, 1 / Math.Sqrt(embedDim)), present: addBiasKv);
    }

    /// <summary>Elements of queries and results.</summary>
    public int EmbedDim { get; }

    /// <summary>Heads.</summary>
    public int NumHeads { get; }

    /// <summary>How likely training drops one of the weights.</summary>
    public double Dropout { get; }

    /// <summary>True where projections have biases.</summary>
    public bool Bias => InProjBias.IsPresent;

    /// <summary>True for one more key and value that are learned.</summary>
    public bool AddBiasKv { get; }

    /// <summary>True for one more key and value of zeros.</summary>
    public bool AddZeroAttn { get; }

    /// <summary>Elements of keys.</summary>
    public int Kdim { get; }

    /// <summary>Elements of values.</summary>
    public int Vdim { get; }

    /// <summary>True for [batch, sequence, elements] in and out.</summary>
    public bool BatchFirst { get; }

    /// <summary>The projections of queries, keys and values one below the other, [3 * E, E], if keys and values have E elements.</summary>
    public Parameter InProjWeight { get; }

    /// <summary>The projection of queries, [E, E], if they have not one weight together.</summary>
    public Parameter QProjWeight { get; }

    /// <summary>The projection of keys, [E, kdim], if they have not one weight together.</summary>
    public Parameter KProjWeight { get; }

    /// <summary>The projection of values, [E, vdim], if they have not one weight together.</summary>
    public Parameter VProjWeight { get; }

    /// <summary>What is added to the projected queries, keys and values, [3 * E], if present.</summary>
    public Parameter InProjBias { get; }

    /// <summary>The learned key, [1, 1, E], if present.</summary>
    public Parameter BiasK { get; }

    /// <summary>The learned value, [1, 1, E], if present.</summary>
    public Parameter BiasV { get; }

    /// <summary>The projection of what the heads give together.</summary>
    public Linear OutProj { get; }

    /// <summary>Draws the output's projection, then the others; biases are zeros.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(Generator generator, HashSet<object> done)
    {
        if (done.Add(OutProj))
            OutProj.Draw(generator, done);
        base.Initialize(generator, done);
        if (OutProj.Bias.ValueOrNull is { } bias)
            OutProj.Bias.Start(Tensor.Zeros(bias.Shape, bias.DType));
    }

    /// <summary>Looks from each query at all keys.</summary>
    /// <param name="query">[L, batch, E], [batch, L, E] if batch-first, or [L, E].</param>
    /// <param name="key">[S, batch, kdim], likewise.</param>
    /// <param name="value">[S, batch, vdim], likewise.</param>
    /// <param name="keyPaddingMask">[batch, S] or [S]: bool, true for keys to leave out, or numbers to add to scores.</param>
    /// <param name="needWeights">False for no weights beside the result.</param>
    /// <param name="attnMask">[L, S] or [batch * heads, L, S]: bool, true where not to look, or numbers to add to scores.</param>
    /// <param name="averageAttnWeights">True for the mean of the heads' weights, false for each head's own.</param>
    /// <param name="isCausal">A hint that the mask hides what comes later: the mask is applied as it is, and there must be one.</param>
    /// <returns>The result, as the query; and the weights [batch, L, S], or [batch, heads, L, S] where they are not averaged.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public (Tensor Output, Tensor? Weights) Forward(
        Tensor query, Tensor key, Tensor value, Tensor? keyPaddingMask = null, bool needWeights = true, Tensor? attnMask = null, bool averageAttnWeights = true, bool isCausal = false)
    {
        if (isCausal && attnMask is null)
            throw new ArgumentException("multihead_attention: is_causal is a hint about attn_mask, and there is none: pass Ops.CausalMask");
        if (query.Rank is not (2 or 3) || key.Rank != query.Rank || value.Rank != query.Rank)
            throw new ArgumentException($"multihead_attention: query is {query.Shape}, key {key.Shape}, value {value.Shape}: expected three dimensions each, or two without a batch");
        if (query.Rank == 2)
        {
            (Tensor single, Tensor? own) = Attend(query.Unsqueeze(1), key.Unsqueeze(1), value.Unsqueeze(1), keyPaddingMask?.Unsqueeze(0), attnMask, needWeights, averageAttnWeights);
            return (single.Select(1, 0), own?.Select(0, 0));
        }
        if (!BatchFirst)
            return Attend(query, key, value, keyPaddingMask, attnMask, needWeights, averageAttnWeights);
        (Tensor output, Tensor? weights) = Attend(query.Transpose(0, 1), key.Transpose(0, 1), value.Transpose(0, 1), keyPaddingMask, attnMask, needWeights, averageAttnWeights);
        return (output.Transpose(0, 1), weights);
    }

    (Tensor Output, Tensor? Weights) Attend(Tensor query, Tensor key, Tensor value, Tensor? keyPaddingMask, Tensor? attnMask, bool needWeights, bool average)
    {
        CheckElements(query, "query", EmbedDim);
        CheckElements(key, "key", Kdim);
        CheckElements(value, "value", Vdim);
        if (key.Shape[0] != value.Shape[0] || key.Shape[1] != value.Shape[1] || key.Shape[1] != query.Shape[1])
            throw new ArgumentException($"multihead_attention: query is {query.Shape}, key {key.Shape}, value {value.Shape} ([sequence, batch, elements]): expected one batch, and as many keys as values");
        long queries = query.Shape[0], batch = query.Shape[1], keys = key.Shape[0];
        Tensor? mask = Mask(keyPaddingMask, attnMask, batch, queries, keys, query.DType);

        Tensor q = Heads(Project(query, 0, QProjWeight)), k = Project(key, 1, KProjWeight), v = Project(value, 2, VProjWeight);
        if (AddBiasKv)
            (k, v) = (Ops.Cat([k, BiasK.Value.Expand(1, batch, EmbedDim)]), Ops.Cat([v, BiasV.Value.Expand(1, batch, EmbedDim)]));
        if (AddZeroAttn)
        {
            Tensor zeros = Ops.OnDevice(Tensor.Zeros([], query.DType), query.Device).Expand(1, batch, EmbedDim);
            (k, v) = (Ops.Cat([k, zeros]), Ops.Cat([v, zeros]));
        }
        Tensor weights = Dropped(Ops.AttentionWeights(q, Heads(k), mask, nothingIsZero: !needWeights), Dropout);
        Tensor together = Ops.Reshape(Ops.MatMul(weights, Heads(v)).Permute(2, 0, 1, 3), queries, batch, EmbedDim);
        return (OutProj.Forward(together), needWeights ? average ? Ops.Mean(weights, [1]) : weights : null);
    }

    // Part 0, 1 or 2 of the weights that lie together, or a weight of its own.
    Tensor Project(Tensor x, int part, Parameter own) => Ops.Linear(
        x, InProjWeight.ValueOrNull is { } all ? all.Narrow(0, part * EmbedDim, EmbedDim) : own.Value, InProjBias.ValueOrNull?.Narrow(0, part * EmbedDim, EmbedDim));

    // [sequence, batch, E] to [batch, heads, sequence, E / heads].
    Tensor Heads(Tensor x) => Ops.Reshape(x, x.Shape[0], x.Shape[1], NumHeads, EmbedDim / NumHeads).Permute(1, 2, 0, 3);

    Tensor? Mask(Tensor? padding, Tensor? attention, long batch, long queries, long keys, DType dtype)
    {
        if (padding is not null && padding.Shape != [batch, keys])
            throw new ArgumentException($"multihead_attention: key_padding_mask is {padding.Shape}, expected [{batch}, {keys}]: [batch, keys]");
        if (attention is not null && attention.Shape != [queries, keys] && attention.Shape != [batch * NumHeads, queries, keys])
            throw new ArgumentException($"multihead_attention: attn_mask is {attention.Shape}, expected [{queries}, {keys}] or [{batch * NumHeads}, {queries}, {keys}]: [queries, keys], or one for each head of each of the batch");
        Tensor? rows = Additive(padding, "key_padding_mask", dtype), all = Additive(attention, "attn_mask", dtype);
        rows = rows?.Unsqueeze(1).Unsqueeze(1);
        all = all is { Rank: 3 } ? Ops.Reshape(all, batch, NumHeads, queries, all.Shape[-1]) : all;
        return rows is null ? all : all is null ? rows : Ops.Add(rows, all);
    }

    // The keys that are added behind are never hidden.
    Tensor? Additive(Tensor? mask, string name, DType dtype)
    {
        if (mask is null)
            return null;
        if (mask.DType != DType.Bool && !mask.DType.IsFloatingPoint())
            throw new ArgumentException($"multihead_attention: {name} is {mask.DType.Name()} {mask.Shape}, expected bool or floats");
        Tensor numbers = mask.DType == DType.Bool ? Ops.AttentionMask(mask, dtype) : Ops.Cast(mask, dtype);
        long added = (AddBiasKv ? 1 : 0) + (AddZeroAttn ? 1 : 0);
        return added == 0 ? numbers : Ops.Cat([numbers, Ops.OnDevice(Tensor.Zeros([], dtype), mask.Device).Expand([.. mask.Shape.AsSpan()[..^1], added])], -1);
    }

    static void CheckElements(Tensor x, string name, int expected)
    {
        if (x.Shape[-1] != expected)
            throw new ArgumentException($"multihead_attention: {name} has {x.Shape[-1]} elements {x.Shape}, the layer was made for {expected}");
    }
}
