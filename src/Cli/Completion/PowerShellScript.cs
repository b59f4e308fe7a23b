using System.Text;

namespace PtFormat.Cli.Completion;

/// <summary>Completion for PowerShell from 7 on. Where nothing is known here it completes names of files.</summary>
static class PowerShellScript
{
    public static string Write(VerbSyntax program, IReadOnlyList<VerbSyntax> verbs)
    {
        StringBuilder script = new("""
            # PowerShell: ptformat completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName ptformat -ScriptBlock {
                param($word, $ast, $position)
                $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | Select-Object -Skip 1 | ForEach-Object { "$_" })
                $verb = $before | Where-Object { $_ -notlike '-*' } | Select-Object -First 1
                $isOption = $word -like '-*'
                $words = switch -Wildcard ("$verb $($before | Select-Object -Last 1)") {

            """);
        foreach (VerbSyntax verb in verbs)
            foreach (OptionSyntax option in verb.Options.Where(option => option.Values.Count > 0))
                script.Append($"        '{verb.Name} {option.Names[0]}' {{ {List(option.Values)}; break }}\n");
        script.Append($"        ' *' {{ {List([.. verbs.Select(verb => verb.Name), .. Names(program)])}; break }}\n");
        foreach (VerbSyntax verb in verbs)
        {
            script.Append($"        '{verb.Name} *' {{ if ($isOption) {{ {List(Names(verb))} }}");
            script.Append(verb.Values.Count == 0 ? "; break }\n" : $" else {{ {List(verb.Values)} }}; break }}\n");
        }
        script.Append("""
                }
                $words | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """);
        return script.ToString();
    }

    static string[] Names(VerbSyntax verb) => [.. verb.Options.Select(option => option.Names[0])];

    static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
