using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>How a file is read.</summary>
public sealed record PtLoadOptions
{
    /// <summary>Default limits and policy.</summary>
    public static PtLoadOptions Default { get; } = new();

    /// <summary>How much of everything a file may ask for.</summary>
    public LoadLimits Limits { get; init; } = LoadLimits.Default;

    /// <summary>What a file may name: everything harmless by default, only tensors with <see cref="GlobalPolicy.TensorsOnly"/>.</summary>
    public GlobalPolicy Policy { get; init; } = GlobalPolicy.Default;

    /// <summary>Told of every global in the file's pickles, with offset and verdict.</summary>
    public Action<PickleGlobalUse>? OnGlobal { get; init; }
}
