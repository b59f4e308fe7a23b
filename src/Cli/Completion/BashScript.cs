using System.Text;

namespace PtFormat.Cli.Completion;

/// <summary>Completion for bash from 3.2 on. Names of files are bash's own affair: what is not known here falls back to them.</summary>
static class BashScript
{
    public static string Write(VerbSyntax program, IReadOnlyList<VerbSyntax> verbs)
    {
        StringBuilder script = new("""
            # bash: source <(ptformat completion bash)
            _ptformat() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= words= i
                # bash takes --policy=default apart at the equals sign.
                if [[ $word == '=' ]]; then word=
                elif [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    [[ ${COMP_WORDS[i]} == -* ]] || { verb=${COMP_WORDS[i]}; break; }
                done
                case "$verb $before" in

            """);
        foreach (VerbSyntax verb in verbs)
            foreach (OptionSyntax option in verb.Options.Where(option => option.Values.Count > 0))
                script.Append($"        '{verb.Name} {option.Names[0]}') words='{string.Join(' ', option.Values)}' ;;\n");
        script.Append($"        ' '*) words='{string.Join(' ', verbs.Select(verb => verb.Name).Concat(Names(program)))}' ;;\n");
        foreach (VerbSyntax verb in verbs)
        {
            script.Append($"        '{verb.Name} '*) [[ $word != -* ]] || words='{string.Join(' ', Names(verb))}'");
            script.Append(verb.Values.Count == 0 ? " ;;\n" : $"; [[ $word == -* ]] || words='{string.Join(' ', verb.Values)}' ;;\n");
        }
        script.Append("""
                esac
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -o default -F _ptformat ptformat

            """);
        return script.ToString();
    }

    static IEnumerable<string> Names(VerbSyntax verb) => verb.Options.Select(option => option.Names[0]);
}
