using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>softmax(query * key transposed * scale + mask) * value (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).</summary>
    /// <param name="query">[..., L, E].</param>
    /// <param name="key">[..., S, E].</param>
    /// <param name="value">[..., S, V].</param>
    /// <param name="attnMask">Broadcasts to [..., L, S]: bool, true for what may be looked at, or numbers to add. Null for none.</param>
    /// <param name="isCausal">True to look at nothing that comes later; then there must be no mask.</param>
    /// <param name="scale">1 / sqrt(E) if null.</param>
    /// <returns>[..., L, V]; zeros for a query that may look at nothing.</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or there are a mask and <paramref name="isCausal"/>.</exception>
    public static Tensor ScaledDotProductAttention(Tensor query, Tensor key, Tensor value, Tensor? attnMask = null, bool isCausal = false, double? scale = null)
    {
        if (attnMask is not null && isCausal)
            throw new ArgumentException($"scaled_dot_product_attention: attn_mask {attnMask.Shape} was given beside is_causal, which is a mask itself");
        CheckAttention(query, key, value);
        Tensor? mask = isCausal ? CausalMask(query.Shape[-2], key.Shape[-2], query.DType)
            : attnMask is { DType: DType.Bool } ? AttentionMask(LogicalNot(attnMask), query.DType)
            : attnMask;
        return MatMul(AttentionWeights(query, key, mask, scale, nothingIsZero: true), value);
    }

    /// <summary>softmax(query * key transposed * scale + mask): how much each query looks at each key.</summary>
    /// <param name="query">[..., L, E].</param>
    /// <param name="key">[..., S, E].</param>
    /// <param name="mask">Numbers to add, which broadcast to [..., L, S]; null for none.</param>
    /// <param name="scale">1 / sqrt(E) if null.</param>
    /// <param name="nothingIsZero">True for zeros instead of NaN for a query that may look at nothing.</param>
    /// <returns>[..., L, S].</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor AttentionWeights(Tensor query, Tensor key, Tensor? mask = null, double? scale = null, bool nothingIsZero = false)
    {
        CheckAttention(query, key, key);
        Tensor scores = MatMul(Mul(query, scale ?? 1 / Math.Sqrt(query.Shape[-1])), key.Transpose(-2, -1));
        if (mask is null)
            return Softmax(scores, -1);
        if (mask.Rank > scores.Rank || Broadcasting.Combine("attention", scores.Shape, mask.Shape) != scores.Shape)
            throw new ArgumentException($"attention: attn_mask is {mask.Shape}, it must broadcast to {scores.Shape}, queries by keys");
        if (mask.DType != query.DType)
            throw new ArgumentException($"attention: attn_mask is {mask.DType.Name()} {mask.Shape}, query is {query.DType.Name()} {query.Shape}: convert one of them");
        scores = Add(scores, mask);
        Tensor weights = Softmax(scores, -1);
        return nothingIsZero ? MaskedFill(weights, All(Eq(scores, double.NegativeInfinity), [-1], keep: true), 0.0) : weights;
    }

    /// <summary>What is added to scores for a mask of truth values: minus infinity where it is true, else 0.</summary>
    /// <exception cref="ArgumentException">The mask is not bool.</exception>
    public static Tensor AttentionMask(Tensor forbidden, DType dtype) => Cast(Where(forbidden, double.NegativeInfinity, 0.0), dtype);

    /// <summary>What is added to scores so that no query looks at a later key: [queries, keys], minus infinity above the diagonal, else 0.</summary>
    public static Tensor CausalMask(long queries, long? keys = null, DType dtype = DType.Float32) => Triu(Full([queries, keys ?? queries], double.NegativeInfinity, dtype), 1);

    static void CheckAttention(Tensor query, Tensor key, Tensor value)
    {
        if (query.Rank < 2 || key.Rank < 2 || value.Rank < 2 || query.Shape[-1] != key.Shape[-1] || key.Shape[-2] != value.Shape[-2])
            throw new ArgumentException($"attention: query is {query.Shape}, key {key.Shape}, value {value.Shape}: expected [..., L, E], [..., S, E] and [..., S, V]");
    }
}
