using System.Globalization;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Layers one after the other, called <c>0</c>, <c>1</c>, … unless they have names.</summary>
public sealed class Sequential : Layer
{
    readonly List<Layer> _layers = [];

    /// <summary>Layers called <c>0</c>, <c>1</c>, …</summary>
    public Sequential(params Layer[] layers)
    {
        foreach (Layer layer in layers)
            _layers.Add(Child(_layers.Count.ToString(CultureInfo.InvariantCulture), layer));
    }

    /// <summary>Layers with names, as PyTorch makes of an OrderedDict.</summary>
    public Sequential(IEnumerable<(string Name, Layer Layer)> layers)
    {
        foreach ((string name, Layer layer) in layers)
            _layers.Add(Child(name, layer));
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        foreach (Layer layer in _layers)
            x = layer.Forward(x);
        return x;
    }
}
