namespace PtFormat.Kernels.Gpu;

/// <summary>Kernels of small recurrent layers, generated: a group of threads walks a whole sequence, one thread for each row of the recurrent weights.</summary>
static partial class RecurrentRows
{
    /// <summary>The most hidden elements.</summary>
    public const int MostHidden = 128;

    /// <summary>The generated size for a number of hidden elements.</summary>
    public static int SizeOf(int hidden) => hidden <= 32 ? 32 : hidden <= 64 ? 64 : 128;
}
