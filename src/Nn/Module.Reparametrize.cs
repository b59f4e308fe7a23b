using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>
/// Parameters that are computed from others each time they are read: weight_norm and spectral_norm. The layer keeps reading the
/// same slot, which then computes; what is listed, loaded and learned are the others.
/// </content>
public abstract partial class Module
{
    const string ParametrizationsName = "parametrizations";

    /// <summary>Which dimension of a weight counts the outputs: 1 in transposed convolutions.</summary>
    protected internal virtual int OutputDimension => 0;

    /// <summary>
    /// Splits a parameter into length and direction, <c>g * v / |v|</c> (Salimans and Kingma 2016, https://arxiv.org/abs/1602.07868).
    /// <see cref="Initialize(Generator)"/> draws the parameter and splits it anew.
    /// </summary>
    /// <param name="name">The parameter.</param>
    /// <param name="dim">The dimension with a length for each position; null, or -1, for one length of all.</param>
    /// <param name="parametrized">
    /// False for PyTorch's older form with <c>weight_g</c> and <c>weight_v</c>; true for the one of <c>torch.nn.utils.parametrizations</c>
    /// with <c>parametrizations.weight.original0</c> and <c>original1</c>.
    /// </param>
    /// <exception cref="ArgumentException">There is no such parameter, it is computed already, or it has no such dimension.</exception>
    public void WeightNorm(string name = "weight", int? dim = 0, bool parametrized = false)
    {
        Parameter target = Computable(name, "weight_norm");
        int? kept = dim is null or -1 ? null : target.Shape.NormalizeDimension(dim.Value);
        Tensor value = target.Value;
        int place = Remove(name);
        Module holder = parametrized ? Parametrization(name, out _) : this;
        Parameter length = holder.Add(parametrized ? "original0" : $"{name}_g", new Parameter(WeightNormalization.LengthExcept(value, kept), Init.Ones));
        Parameter direction = holder.Add(parametrized ? "original1" : $"{name}_v", new Parameter(value, target.Init));
        Compute(new WeightNormalization(name, target, place, parametrized, length, direction, kept));
    }

    /// <summary>
    /// Divides a parameter, seen as a matrix, by its largest singular value (Miyato et al. 2018, https://arxiv.org/abs/1802.05957), which
    /// each reading in training comes nearer to.
    /// </summary>
    /// <remarks>
    /// PyTorch starts the search from drawn vectors. So does <see cref="Initialize(Generator)"/>, and this with a generator; without one,
    /// they are what a search from equal elements finds, until a state_dict brings its own.
    /// </remarks>
    /// <param name="name">The parameter.</param>
    /// <param name="nPowerIterations">Steps of the search at each reading in training.</param>
    /// <param name="eps">The least length that is divided by.</param>
    /// <param name="dim">The dimension that becomes the matrix's rows; that of the outputs if null.</param>
    /// <param name="parametrized">
    /// False for PyTorch's older form with <c>weight_orig</c>, <c>weight_u</c> and <c>weight_v</c>; true for the one of
    /// <c>torch.nn.utils.parametrizations</c> with <c>parametrizations.weight.original</c>, <c>0._u</c> and <c>0._v</c>.
    /// </param>
    /// <param name="generator">Draws the vectors, as PyTorch does when it wraps a layer.</param>
    /// <exception cref="ArgumentException">There is no such parameter, it is computed already, or it has no such dimension.</exception>
    public void SpectralNorm(string name = "weight", int nPowerIterations = 1, double eps = 1e-12, int? dim = null, bool parametrized = false, Generator? generator = null)
    {
        SpectralNormalization norm = AddSpectralNorm(name, nPowerIterations, eps, dim, parametrized);
        if (generator is null)
            norm.Search(SpectralNormalization.FirstIterations);
        else
            norm.Restart(norm.Sources[0].Value, generator);
    }

    /// <summary>The same before any search, for who has the vectors.</summary>
    internal SpectralNormalization AddSpectralNorm(string name, int nPowerIterations, double eps, int? dim, bool parametrized)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nPowerIterations, 1);
        Parameter target = Computable(name, "spectral_norm");
        int rows = target.Shape.NormalizeDimension(dim ?? (target.Shape.Rank > 1 ? OutputDimension : 0));
        Tensor value = target.Value;
        int place = Remove(name);
        Module step = this;
        Module holder = parametrized ? Parametrization(name, out step) : this;
        Parameter original = holder.Add(parametrized ? "original" : $"{name}_orig", new Parameter(value, target.Init));
        Buffer? u = null, v = null;
        if (!parametrized || value.Rank > 1)
        {
            long height = value.Shape[rows], width = value.ElementCount / Math.Max(1, height);
            u = step.Add(parametrized ? "_u" : $"{name}_u", new Buffer(Ops.Full([height], 1 / Math.Sqrt(height), value.DType), persistent: true));
            v = step.Add(parametrized ? "_v" : $"{name}_v", new Buffer(Ops.Full([width], 1 / Math.Sqrt(width), value.DType), persistent: true));
        }
        SpectralNormalization norm = new(name, target, place, parametrized, original, u, v, nPowerIterations, eps, rows);
        Compute(norm);
        return norm;
    }

    /// <summary>Makes a parameter of what <see cref="WeightNorm"/> computes; its name comes last in the state_dict, as in PyTorch.</summary>
    /// <exception cref="ArgumentException">The parameter is not computed by weight_norm.</exception>
    public void RemoveWeightNorm(string name = "weight") => Restore<WeightNormalization>(name, "weight_norm");

    /// <summary>Makes a parameter of what <see cref="SpectralNorm"/> computes; its name comes last in the state_dict, as in PyTorch.</summary>
    /// <exception cref="ArgumentException">The parameter is not computed by spectral_norm.</exception>
    public void RemoveSpectralNorm(string name = "weight") => Restore<SpectralNormalization>(name, "spectral_norm");

    // In the order in which they were set up.
    readonly List<Reparametrization> _computed = [];

    /// <summary>The parameters that are computed, and how.</summary>
    internal IReadOnlyList<Reparametrization> Reparametrizations => _computed;

    Parameter Computable(string name, string what)
    {
        if (_computed.Exists(own => own.Name == name))
            throw new ArgumentException($"{what}: '{name}' is computed from other parameters already: remove that first");
        return _parts.Find(part => part.Name == name)?.Slot is Parameter { IsPresent: true } parameter ? parameter : throw new ArgumentException(
            $"{what}: the module has no parameter '{name}': it has {string.Join(", ", from part in _parts where part.Slot is Parameter { IsPresent: true } select part.Name)}");
    }

    void Compute(Reparametrization how)
    {
        _computed.Add(how);
        how.Target.ComputeBy(() => how.Compute(Training));
    }

    // parametrizations.<name>, and the module <name>.0 in it that stands for the computation.
    Module Parametrization(string name, out Module step)
    {
        Module all = ChildOrNull(ParametrizationsName) ?? Child<Module>(ParametrizationsName, new ModuleGroup());
        Module own = all.Child<Module>(name, new ModuleGroup());
        step = own.Child<Module>("0", new ModuleGroup());
        return own;
    }

    void Restore<T>(string name, string what) where T : Reparametrization
    {
        T how = _computed.OfType<T>().FirstOrDefault(own => own.Name == name) ?? throw new ArgumentException($"{what}: '{name}' is no parameter that {what} computes");
        Tensor value = how.Compute(training: false);
        if (how.IsParametrized)
        {
            Module all = ChildOrNull(ParametrizationsName)!;
            all.Remove(name);
            if (all._parts.Count == 0)
                Remove(ParametrizationsName);
        }
        else
            _parts.RemoveAll(part => how.Sources.Contains(part.Slot));
        how.Target.Keep(value);
        _computed.Remove(how);
        Add(name, how.Target);
    }

    Module? ChildOrNull(string name) => _parts.Find(part => part.Name == name)?.Child;

    // Where it stood.
    int Remove(string name)
    {
        int place = _parts.FindIndex(part => part.Name == name);
        _parts.RemoveAt(place);
        return place;
    }

    sealed class ModuleGroup : Module;
}
