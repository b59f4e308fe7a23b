namespace PtFormat.Kernels.Gpu;

/// <summary>The sizes of a convolution, as a window needs them. Images are volumes one plane deep.</summary>
struct ReachSizes
{
    public int Depth, Height, Width;

    public int OutDepth, OutHeight, OutWidth;

    public int StrideZ, StrideY, StrideX;

    public int PaddingZ, PaddingY, PaddingX;

    /// <summary>Numbers from one image to the next.</summary>
    public int ImageStep;
}

/// <summary>Windows of images without padding: every tap is inside.</summary>
struct InnerReach : IReach<InnerReach>
{
    public ReachSizes Sizes;

    int _at;

    public static InnerReach Of(ReachSizes sizes) => new() { Sizes = sizes };

    public void Start(int element)
    {
        int plane = Sizes.OutHeight * Sizes.OutWidth, image = element / plane, rest = element - image * plane;
        int y = rest / Sizes.OutWidth, x = rest - y * Sizes.OutWidth;
        _at = image * Sizes.ImageStep + y * Sizes.StrideY * Sizes.Width + x * Sizes.StrideX;
    }

    public readonly int Find(Tap tap) => _at + tap.Offset;
}

/// <summary>Windows of images.</summary>
struct PaddedReach : IReach<PaddedReach>
{
    public ReachSizes Sizes;

    int _at, _y, _x;

    public static PaddedReach Of(ReachSizes sizes) => new() { Sizes = sizes };

    public void Start(int element)
    {
        int plane = Sizes.OutHeight * Sizes.OutWidth, image = element / plane, rest = element - image * plane;
        int y = rest / Sizes.OutWidth, x = rest - y * Sizes.OutWidth;
        _y = y * Sizes.StrideY - Sizes.PaddingY;
        _x = x * Sizes.StrideX - Sizes.PaddingX;
        _at = image * Sizes.ImageStep + _y * Sizes.Width + _x;
    }

    public readonly int Find(Tap tap) => (uint)(_y + tap.Y) < (uint)Sizes.Height & (uint)(_x + tap.X) < (uint)Sizes.Width ? _at + tap.Offset : -1;
}

/// <summary>Windows of volumes.</summary>
struct VolumeReach : IReach<VolumeReach>
{
    public ReachSizes Sizes;

    int _at, _z, _y, _x;

    public static VolumeReach Of(ReachSizes sizes) => new() { Sizes = sizes };

    public void Start(int element)
    {
        int plane = Sizes.OutHeight * Sizes.OutWidth, volume = plane * Sizes.OutDepth, image = element / volume, rest = element - image * volume;
        int z = rest / plane;
        rest -= z * plane;
        int y = rest / Sizes.OutWidth, x = rest - y * Sizes.OutWidth;
        _z = z * Sizes.StrideZ - Sizes.PaddingZ;
        _y = y * Sizes.StrideY - Sizes.PaddingY;
        _x = x * Sizes.StrideX - Sizes.PaddingX;
        _at = image * Sizes.ImageStep + (_z * Sizes.Height + _y) * Sizes.Width + _x;
    }

    public readonly int Find(Tap tap) =>
        (uint)(_z + tap.Z) < (uint)Sizes.Depth & (uint)(_y + tap.Y) < (uint)Sizes.Height & (uint)(_x + tap.X) < (uint)Sizes.Width ? _at + tap.Offset : -1;
}

/// <summary>
/// The elements of the input that spread to one of a transposed convolution: those whose distance, less the tap's, is a multiple of the
/// stride. A tap's offset is its channel's.
/// </summary>
struct SpreadReach : IReach<SpreadReach>
{
    public ReachSizes Sizes;

    int _at, _z, _y, _x;

    public static SpreadReach Of(ReachSizes sizes) => new() { Sizes = sizes };

    public void Start(int element)
    {
        int plane = Sizes.OutHeight * Sizes.OutWidth, volume = plane * Sizes.OutDepth, image = element / volume, rest = element - image * volume;
        int z = rest / plane;
        rest -= z * plane;
        int y = rest / Sizes.OutWidth;
        _z = z + Sizes.PaddingZ;
        _y = y + Sizes.PaddingY;
        _x = rest - y * Sizes.OutWidth + Sizes.PaddingX;
        _at = image * Sizes.ImageStep;
    }

    public readonly int Find(Tap tap)
    {
        int fromZ = _z - tap.Z, fromY = _y - tap.Y, fromX = _x - tap.X;
        int z = fromZ / Sizes.StrideZ, y = fromY / Sizes.StrideY, x = fromX / Sizes.StrideX;
        bool hits = fromZ >= 0 & fromY >= 0 & fromX >= 0 & z * Sizes.StrideZ == fromZ & y * Sizes.StrideY == fromY & x * Sizes.StrideX == fromX;
        return hits & z < Sizes.Depth & y < Sizes.Height & x < Sizes.Width ? _at + tap.Offset + (z * Sizes.Height + y) * Sizes.Width + x : -1;
    }
}
