using System.Collections;
using System.Globalization;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Parameters in order, called <c>0</c>, <c>1</c>, …</summary>
public sealed class ParameterList : Module, IReadOnlyList<Parameter>
{
    readonly List<Parameter> _parameters = [];

    /// <summary>Parameters of these values, in order.</summary>
    public ParameterList(params IEnumerable<Tensor> values)
    {
        foreach (Tensor value in values)
            Append(value);
    }

    /// <inheritdoc/>
    public int Count => _parameters.Count;

    /// <summary>A parameter by position; negative positions count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public Parameter this[int index] => _parameters[index < 0 ? index + _parameters.Count : index];

    /// <summary>Adds a parameter of this value at the end.</summary>
    /// <returns>This list.</returns>
    public ParameterList Append(Tensor value) => Append(new Parameter(value));

    /// <summary>Adds a parameter that another module has too: one slot in both.</summary>
    /// <returns>This list.</returns>
    public ParameterList Append(Parameter shared)
    {
        _parameters.Add(Parameter(_parameters.Count.ToString(CultureInfo.InvariantCulture), shared));
        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
