namespace PtFormat.Nn.Optim;

/// <summary>How the cycles of <see cref="CyclicLr"/> change.</summary>
public enum CyclicMode
{
    /// <summary>They do not: <c>triangular</c>.</summary>
    Triangular,

    /// <summary>Each is half as high as the one before: <c>triangular2</c>.</summary>
    Halving,

    /// <summary>They fall by a factor with every step: <c>exp_range</c>.</summary>
    Exponential,
}
