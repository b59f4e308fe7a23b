using System.Text;

namespace PtFormat.Cli.Completion;

/// <summary>Completion for fish.</summary>
static class FishScript
{
    public static string Write(VerbSyntax program, IReadOnlyList<VerbSyntax> verbs)
    {
        StringBuilder script = new("# fish: ptformat completion fish | source\n");
        foreach (OptionSyntax option in program.Options)
            Append(script, "__fish_use_subcommand", option);
        foreach (VerbSyntax verb in verbs)
        {
            script.Append($"complete -c ptformat -f -n __fish_use_subcommand -a {verb.Name} -d {Quote(verb.Description)}\n");
            string condition = Quote($"__fish_seen_subcommand_from {verb.Name}");
            if (verb.Values.Count > 0)
                script.Append($"complete -c ptformat -f -n {condition} -a {Quote(string.Join(' ', verb.Values))}\n");
            foreach (OptionSyntax option in verb.Options)
                Append(script, condition, option);
        }
        return script.ToString();
    }

    static void Append(StringBuilder script, string condition, OptionSyntax option)
    {
        script.Append($"complete -c ptformat -n {condition}");
        foreach (string name in option.Names)
            script.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}");
        if (option.TakesValue)
            script.Append(option.Values.Count > 0 ? $" -x -a {Quote(string.Join(' ', option.Values))}" : " -x");
        script.Append($" -d {Quote(option.Description)}\n");
    }

    static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
