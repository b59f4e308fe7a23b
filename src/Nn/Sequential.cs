using System.Globalization;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Modules one after the other, called <c>0</c>, <c>1</c>, … unless they have names.</summary>
/// <remarks>
/// Any module may be among them, as in PyTorch, where a Sequential that ends with an LSTM is a common one. What gives more than one
/// tensor is called by itself: <c>lstm.Forward(model[..^1].Forward(x))</c>. An activation behind a convolution or a linear map, and a
/// max-pooling behind a convolution, are done as one operation with it, with the same result.
/// </remarks>
public sealed class Sequential : Layer
{
    readonly List<Module> _modules = [];

    /// <summary>Modules called <c>0</c>, <c>1</c>, …</summary>
    public Sequential(params Module[] modules) : this(modules.Select((module, i) => (i.ToString(CultureInfo.InvariantCulture), module)))
    {
    }

    /// <summary>Modules with names, as PyTorch makes of an OrderedDict.</summary>
    public Sequential(IEnumerable<(string Name, Module Module)> modules)
    {
        foreach ((string name, Module module) in modules)
            _modules.Add(Child(name, module));
    }

    /// <summary>How many there are.</summary>
    public int Count => _modules.Count;

    /// <summary>A module by position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such module.</exception>
    public Module this[int index] => _modules[index];

    /// <summary>Some of the modules, under their names: <c>model[..^1]</c> is all but the last. Parameters are shared, not copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Sequential Slice(int start, int length) => new(Children.ToList().GetRange(start, length));

    /// <summary>The last module's output.</summary>
    /// <exception cref="InvalidOperationException">A module takes or gives more than one tensor.</exception>
    public override Tensor Forward(Tensor x)
    {
        for (int i = 0; i < _modules.Count;)
            (x, i) = Joined(x, i) ?? (LayerAt(i).Forward(x), i + 1);
        return x;
    }

    // A layer with the function and the pooling behind it as one operation, and where to go on; null where it stands alone.
    (Tensor Output, int Next)? Joined(Tensor x, int i)
    {
        if (_modules[i] is not Layer layer)
            return null;
        int next = i + 1;
        Activation? then = LayerOrNull(next)?.Function;
        if (then is not null)
            next++;
        MaxPoolOp? pool = LayerOrNull(next)?.Pooling;
        if (pool is not null && layer.Forward(x, then, pool) is { } pooled)
            return (pooled, next + 1);
        return then is not null && layer.Forward(x, then, null) is { } finished ? (finished, next) : null;
    }

    Layer? LayerOrNull(int i) => i < _modules.Count ? _modules[i] as Layer : null;

    ILayer LayerAt(int i) => _modules[i] as ILayer ?? throw new InvalidOperationException(
        $"sequential: '{Children[i].Name}' is a {_modules[i].GetType().Name}, which does not make one tensor of one tensor: run what is before it, [..{i}], and call it by itself");
}
