using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>
/// <c>torch.nn.utils.weight_norm</c> or <c>spectral_norm</c> of a module in a file: an object among the hooks that run before its forward
/// pass, and for the latter two more that serve its state_dict.
/// </summary>
/// <param name="Node">The object.</param>
/// <param name="Parameter">What it computes, which in Python is then a plain attribute.</param>
/// <param name="IsSpectral">Which of the two.</param>
/// <param name="Dim">The dimension that counts the outputs; -1 for one length of all.</param>
/// <param name="Iterations">Of spectral_norm in training.</param>
/// <param name="Eps">Of spectral_norm.</param>
sealed record PickledNorm(PickleValue Node, string Parameter, bool IsSpectral, int Dim, int Iterations, double Eps)
{
    public const string WeightModule = "torch.nn.utils.weight_norm";
    public const string SpectralModule = "torch.nn.utils.spectral_norm";
    public const string StateDictHook = "SpectralNormStateDictHook";
    public const string LoadHook = "SpectralNormLoadStateDictPreHook";
    public const string WrappedHook = "torch.nn.modules.module._WrappedHook";

    /// <summary>The parameter that has the shape of the computed one.</summary>
    public string Source => IsSpectral ? $"{Parameter}_orig" : $"{Parameter}_v";

    /// <summary>What the object is, if it is one.</summary>
    public static PickledNorm? Of(PickleValue node)
    {
        if (ModuleState.StateOf(node) is not { } state || Text(state, "name") is not { } name || Int(state, "dim") is not { } dim)
            return null;
        return ModuleState.ClassOf((PyObject)node) switch
        {
            $"{WeightModule}.WeightNorm" when state.Entries.Count == 2 => new(node, name, false, dim, 0, 0),
            $"{SpectralModule}.SpectralNorm" when state.Entries.Count == 4 && Int(state, "n_power_iterations") is { } n && state.TryGet("eps", out PickleValue? eps) && eps is PyFloat { Value: var least } =>
                new(node, name, true, dim, n, least),
            _ => null,
        };
    }

    /// <summary>True for the entry of a table of hooks by which this one works.</summary>
    public bool Explains(string table, PickleValue hook) => table switch
    {
        "_forward_pre_hooks" => hook == Node,
        "_state_dict_hooks" => IsSpectral && Serves(hook, StateDictHook),
        "_load_state_dict_pre_hooks" => IsSpectral && (Serves(hook, LoadHook)
            || hook is PyObject made && ModuleState.ClassOf(made) == WrappedHook && ModuleState.StateOf(hook) is { } state
            && state.TryGet("with_module", out PickleValue? flag) && flag is PyBool { Value: false } && state.TryGet("hook", out PickleValue? inner) && Serves(inner, LoadHook)),
        _ => false,
    };

    /// <summary>Computes a module's parameter in this way.</summary>
    /// <exception cref="ArgumentException">The module has no such parameter, or it no such dimension.</exception>
    public void Apply(Module module)
    {
        if (IsSpectral)
            module.AddSpectralNorm(Parameter, Iterations, Eps, Dim, parametrized: false);
        else
            module.WeightNorm(Parameter, Dim);
    }

    /// <summary>Whether a module computes the parameter in this way.</summary>
    public bool Means(Reparametrization how) => how.Name == Parameter && !how.IsParametrized && how switch
    {
        SpectralNormalization spectral => IsSpectral && (spectral.Iterations, spectral.Rows) == (Iterations, Positive(how)) && spectral.Eps.Equals(Eps),
        WeightNormalization weight => !IsSpectral && weight.Dim == (Dim == -1 ? null : Positive(how)),
        _ => false,
    };

    int Positive(Reparametrization how) => Dim < 0 ? Dim + how.Target.Shape.Rank : Dim;

    bool Serves(PickleValue hook, string type) => hook is PyObject made && ModuleState.ClassOf(made) == $"{SpectralModule}.{type}"
        && ModuleState.StateOf(hook) is { } state && state.TryGet("fn", out PickleValue? served) && served == Node;

    static string? Text(PyDict state, string key) => state.TryGet(key, out PickleValue? value) ? PythonStrings.Of(value) : null;

    static int? Int(PyDict state, string key) =>
        state.TryGet(key, out PickleValue? value) && value is PyInt number && number.TryGetInt64(out long whole) && whole is >= int.MinValue and <= int.MaxValue ? (int)whole : null;
}
