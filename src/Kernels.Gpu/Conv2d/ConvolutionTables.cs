namespace PtFormat.Kernels.Gpu;

/// <summary>What a table of taps depends on.</summary>
readonly record struct TapsOf(int Channels, Size3 Kernel, Size3 Dilation, Size3 Size)
{
    /// <summary>The taps of a convolution, channel by channel.</summary>
    public static Tap[] Forward(TapsOf key)
    {
        List<Tap> taps = [];
        for (int c = 0; c < key.Channels; c++)
            for (int z = 0; z < key.Kernel.Depth; z++)
                for (int y = 0; y < key.Kernel.Height; y++)
                    for (int x = 0; x < key.Kernel.Width; x++)
                    {
                        Tap tap = new() { Z = z * key.Dilation.Depth, Y = y * key.Dilation.Height, X = x * key.Dilation.Width };
                        tap.Offset = ((c * key.Size.Depth + tap.Z) * key.Size.Height + tap.Y) * key.Size.Width + tap.X;
                        taps.Add(tap);
                    }
        return [.. taps];
    }
}

/// <summary>What a transposed convolution's tables depend on.</summary>
readonly record struct SpreadTapsOf(int Channels, Size3 Kernel, Size3 Dilation, Size3 Size)
{
    /// <summary>The taps: offsets are the channels' alone.</summary>
    public static Tap[] Taps(SpreadTapsOf key)
    {
        Tap[] taps = TapsOf.Forward(new(key.Channels, key.Kernel, key.Dilation, key.Size));
        for (int i = 0; i < taps.Length; i++)
            taps[i].Offset = i / key.Kernel.Volume * key.Size.Volume;
        return taps;
    }
}

/// <summary>What the places of a transposed convolution's weights depend on.</summary>
readonly record struct SpreadPlacesOf(int Channels, int GroupOutChannels, int Volume)
{
    /// <summary>[channel, out channel, tap]: where the taps of an out channel lie.</summary>
    public static int[] Places(SpreadPlacesOf key)
    {
        int[] places = new int[key.Channels * key.Volume];
        for (int i = 0; i < places.Length; i++)
            places[i] = i / key.Volume * key.GroupOutChannels * key.Volume + i % key.Volume;
        return places;
    }
}
