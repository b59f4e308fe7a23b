namespace PtFormat.Pickle;

/// <summary>How to read a pickle.</summary>
public sealed record PickleOptions
{
    /// <summary>Default limits and default policy.</summary>
    public static PickleOptions Default { get; } = new();

    /// <summary>How much the pickle may ask for.</summary>
    public LoadLimits Limits { get; init; } = LoadLimits.Default;

    /// <summary>Which names the pickle may speak.</summary>
    public GlobalPolicy Policy { get; init; } = GlobalPolicy.Default;

    /// <summary>The record that the pickle comes from, for messages.</summary>
    public string? Record { get; init; }

    /// <summary>
    /// Finds the class that a persistent id stands for, or null where it stands for something else: torch's older files give
    /// classes ids, to hold their source text beside them.
    /// </summary>
    public Func<PickleValue, PyGlobal?>? ClassOfPersistentId { get; init; }

    /// <summary>Told of every global as it is judged, the refused one included.</summary>
    public Action<PickleGlobalUse>? OnGlobal { get; init; }

    /// <summary>Ends the reading of a long pickle.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>For whoever only looks: what the policy refuses is told to <see cref="OnGlobal"/> and read on.</summary>
    internal bool RefusesNothing { get; init; }

    /// <summary>
    /// For pickles of TorchScript, whose pickler and unpickler, unlike Python's, call a class with a value that is no tuple: an enum.
    /// </summary>
    internal bool AdmitsBareArguments { get; init; }

    /// <summary>Told of every call as it is read, also of those whose result is thrown away.</summary>
    internal Action<PyObject>? OnCall { get; init; }
}
