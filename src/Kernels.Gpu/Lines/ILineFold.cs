namespace PtFormat.Kernels.Gpu;

/// <summary>How the elements of a line become one.</summary>
interface ILineFold
{
    /// <summary>Of no elements.</summary>
    V Start<V>() where V : struct, IDeviceLane<V>;

    /// <summary>With one element more.</summary>
    V Take<V>(V folded, V x) where V : struct, IDeviceLane<V>;

    /// <summary>Of two parts of a line.</summary>
    V Join<V>(V left, V right) where V : struct, IDeviceLane<V>;

    /// <summary>Of all.</summary>
    V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V>;
}
