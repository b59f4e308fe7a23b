using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Small tables that kernels read, made once for each shape and kept as long as the device.</content>
public sealed partial class GpuDevice
{
    readonly ConcurrentDictionary<object, Storage> _tables = new();

    /// <summary>A table in the device's memory.</summary>
    /// <param name="key">What the table depends on, compared by value.</param>
    /// <param name="make">Makes its rows.</param>
    internal Storage Table<TKey, T>(TKey key, Func<TKey, T[]> make) where TKey : notnull where T : unmanaged
    {
        if (_tables.TryGetValue(key, out Storage? known))
            return known;
        ReadOnlySpan<byte> rows = MemoryMarshal.AsBytes(make(key).AsSpan());
        Storage table = Allocate(rows.Length);
        CopyFromHost(rows, table, 0);
        return _tables.GetOrAdd(key, table);
    }
}
