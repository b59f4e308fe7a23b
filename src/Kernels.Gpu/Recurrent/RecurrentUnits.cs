namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Kernels of larger recurrent layers on few sequences, generated: a warp for each hidden element. All groups together walk the steps and
/// meet after each where a device holds them at once and has atomic operations; else each step is a launch.
/// </summary>
static partial class RecurrentUnits
{
    public const int Threads = 256;

    /// <summary>Hidden elements of a group.</summary>
    public const int Units = 8;

    /// <summary>The most hidden elements: 128 numbers of the weights in each thread's registers.</summary>
    public const int MostHidden = 1024;

    /// <summary>With more sequences the products of tiles are faster.</summary>
    public const int MostBatch = 8;

    /// <summary>The generated size for a number of hidden elements.</summary>
    public static int SizeOf(int hidden) => hidden <= 256 ? 256 : hidden <= 512 ? 512 : 1024;
}
