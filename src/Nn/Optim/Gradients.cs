using System.Collections;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>
/// Gradients by parameter, as values: nothing has to be zeroed afterwards. A parameter without one is left out of a step, as in
/// PyTorch where <c>grad</c> is None.
/// </summary>
/// <example><code>
/// optimizer.Step(new() { [layer.Weight] = weightGradient, [layer.Bias] = biasGradient });
/// </code></example>
public sealed class Gradients : IReadOnlyCollection<KeyValuePair<Parameter, Tensor>>
{
    readonly Dictionary<Parameter, Tensor> _items = [];

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <summary>A parameter's gradient; null where it has none.</summary>
    public Tensor? this[Parameter parameter]
    {
        get => _items.GetValueOrDefault((Parameter)parameter.Origin);
        set
        {
            if (value is null)
                _items.Remove((Parameter)parameter.Origin);
            else
                _items[(Parameter)parameter.Origin] = value;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Parameter, Tensor>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
