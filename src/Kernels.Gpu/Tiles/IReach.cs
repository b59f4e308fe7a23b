namespace PtFormat.Kernels.Gpu;

/// <summary>Which number of the input a tap of a window is.</summary>
interface IReach<TSelf> where TSelf : struct, IReach<TSelf>
{
    /// <summary>The windows of a convolution of given sizes.</summary>
    static abstract TSelf Of(ReachSizes sizes);

    /// <summary>Takes the window of one element of the output; images follow each other.</summary>
    void Start(int element);

    /// <summary>The number's place, or a negative one where the tap is outside the image.</summary>
    int Find(Tap tap);
}
