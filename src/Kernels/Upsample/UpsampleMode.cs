namespace PtFormat.Kernels;

/// <summary>How elements between the given ones are found.</summary>
public enum UpsampleMode
{
    /// <summary>The element before, which lies off centre by up to half an element, as in the oldest PyTorch.</summary>
    Nearest,
    /// <summary>The element whose centre is nearest.</summary>
    NearestExact,
    /// <summary>A straight line between two elements, along one dimension.</summary>
    Linear,
    /// <summary>Straight lines between elements, along two dimensions.</summary>
    Bilinear,
    /// <summary>Cubic curves through four elements, along two dimensions.</summary>
    Bicubic,
    /// <summary>Straight lines between elements, along three dimensions.</summary>
    Trilinear,
}
