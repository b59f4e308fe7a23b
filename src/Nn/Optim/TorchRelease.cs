namespace PtFormat.Nn.Optim;

/// <summary>PyTorch's releases whose optimizers and schedulers keep different things in their state_dicts.</summary>
public enum TorchRelease
{
    /// <summary>1.13.</summary>
    Torch113,

    /// <summary>2.6.</summary>
    Torch26,

    /// <summary>2.14.</summary>
    Torch214,
}
