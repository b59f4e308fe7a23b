using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>An item that is to be written.</summary>
/// <param name="name">Its flat name.</param>
/// <param name="path">Where it stands in the state_dict.</param>
/// <param name="tensor">The tensor that it is; null for another value.</param>
sealed class DcpPlanned(string name, IReadOnlyList<StateKey> path, Tensor? tensor)
{
    /// <summary>Its flat name.</summary>
    public string Name => name;

    /// <summary>Where it stands in the state_dict.</summary>
    public IReadOnlyList<StateKey> Path => path;

    /// <summary>The tensor that it is; null for another value.</summary>
    public Tensor? Tensor => tensor;

    /// <summary>Where it lies, once it is written.</summary>
    public DcpRange Range { get; set; }
}
