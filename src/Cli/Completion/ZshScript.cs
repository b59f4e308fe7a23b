using System.Text;

namespace PtFormat.Cli.Completion;

/// <summary>Completion for zsh, to be read by it or to lie as <c>_ptformat</c> in a folder of its <c>fpath</c>.</summary>
static class ZshScript
{
    public static string Write(VerbSyntax program, IReadOnlyList<VerbSyntax> verbs)
    {
        StringBuilder script = new("""
            #compdef ptformat
            # zsh: source <(ptformat completion zsh), after compinit
            _ptformat() {
                local context state state_descr line
                local -a verbs
                typeset -A opt_args

            """);
        script.Append("    _arguments -C");
        foreach (OptionSyntax option in program.Options)
            script.Append(Option(option));
        script.Append(" '1:verb:->verb' '*::argument:->rest'\n    case $state in\n        verb)\n            verbs=(");
        foreach (VerbSyntax verb in verbs)
            script.Append($" {Quote($"{verb.Name}:{verb.Description.Replace(":", "\\:", StringComparison.Ordinal)}")}");
        script.Append(" )\n            _describe -t verbs verb verbs ;;\n        rest)\n            case $words[1] in\n");
        foreach (VerbSyntax verb in verbs)
        {
            script.Append($"                {verb.Name}) _arguments");
            foreach (OptionSyntax option in verb.Options)
                script.Append(Option(option));
            script.Append(verb.Values.Count > 0 ? $" '1:value:({string.Join(' ', verb.Values)})' ;;\n" : " '*:file:_files' ;;\n");
        }
        script.Append("""
                        esac ;;
                esac
            }
            if [[ $funcstack[1] == _ptformat ]]; then _ptformat "$@"; else compdef _ptformat ptformat; fi

            """);
        return script.ToString();
    }

    static string Option(OptionSyntax option)
    {
        string description = option.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
        string value = !option.TakesValue ? "" : option.Values.Count > 0 ? $":value:({string.Join(' ', option.Values)})" : ":value: ";
        return string.Concat(option.Names.Select(name => $" {Quote($"{name}{(option.TakesValue ? "=" : "")}[{description}]{value}")}"));
    }

    static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
