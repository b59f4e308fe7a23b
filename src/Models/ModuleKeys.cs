using PtFormat.Formats;

namespace PtFormat.Models;

/// <summary>The attributes that every module has in Python, in order, and since when.</summary>
static class ModuleKeys
{
    /// <summary>What is between <c>_non_persistent_buffers_set</c> and <c>_modules</c>: hooks, which are functions, and a mark that one was set.</summary>
    static readonly (string Name, Version Since)[] Hooks =
    [
        ("_backward_pre_hooks", new(2, 0)),
        ("_backward_hooks", new(0, 1)),
        (FullBackwardHook, new(1, 8)),
        ("_forward_hooks", new(0, 1)),
        ("_forward_hooks_with_kwargs", new(2, 0)),
        ("_forward_hooks_always_called", new(2, 1)),
        ("_forward_pre_hooks", new(0, 1)),
        ("_forward_pre_hooks_with_kwargs", new(2, 0)),
        ("_state_dict_hooks", new(0, 1)),
        ("_state_dict_pre_hooks", new(2, 0)),
        ("_load_state_dict_pre_hooks", new(0, 1)),
        ("_load_state_dict_post_hooks", new(1, 13)),
    ];

    static readonly HashSet<string> Common = [.. Hooks.Select(hook => hook.Name), "training", "_parameters", "_buffers", "_non_persistent_buffers_set", "_modules"];

    /// <summary>None, or what kind of hook was set.</summary>
    public const string FullBackwardHook = "_is_full_backward_hook";

    /// <summary>Whether it belongs to all modules.</summary>
    public static bool IsCommon(string name) => Common.Contains(name);

    /// <summary>Whether it holds functions.</summary>
    public static bool IsHook(string name) => IsCommon(name) && Hooks.Any(hook => hook.Name == name);

    /// <summary>Those that a version has.</summary>
    public static IEnumerable<string> HooksOf(PtProducer producer) => from hook in Hooks where producer.Torch >= hook.Since select hook.Name;
}
