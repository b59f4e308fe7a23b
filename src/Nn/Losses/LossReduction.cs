namespace PtFormat.Nn;

/// <summary>What becomes of the losses of single elements.</summary>
public enum LossReduction
{
    /// <summary>Their mean: <c>"mean"</c>.</summary>
    Mean,
    /// <summary>Their sum: <c>"sum"</c>.</summary>
    Sum,
    /// <summary>Nothing: <c>"none"</c>.</summary>
    None,
    /// <summary>Their sum divided by the first size of the input, which the Kullback-Leibler divergence needs: <c>"batchmean"</c>.</summary>
    BatchMean,
}
