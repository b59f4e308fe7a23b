using PtFormat.Pickle;

namespace PtFormat.Formats.Export;

/// <content>What inputs and outputs are.</content>
static partial class ProgramJson
{
    static readonly Dictionary<string, ExportedInputKind> InputKinds = new(StringComparer.Ordinal)
    {
        ["user_input"] = ExportedInputKind.UserInput,
        ["parameter"] = ExportedInputKind.Parameter,
        ["buffer"] = ExportedInputKind.Buffer,
        ["tensor_constant"] = ExportedInputKind.Constant,
        ["custom_obj"] = ExportedInputKind.CustomObject,
        ["token"] = ExportedInputKind.Token,
        ["constant_input"] = ExportedInputKind.FixedInput,
    };

    static readonly Dictionary<string, ExportedOutputKind> OutputKinds = new(StringComparer.Ordinal)
    {
        ["user_output"] = ExportedOutputKind.UserOutput,
        ["loss_output"] = ExportedOutputKind.Loss,
        ["buffer_mutation"] = ExportedOutputKind.BufferMutation,
        ["parameter_mutation"] = ExportedOutputKind.ParameterMutation,
        ["user_input_mutation"] = ExportedOutputKind.UserInputMutation,
        ["gradient_to_parameter"] = ExportedOutputKind.GradientToParameter,
        ["gradient_to_user_input"] = ExportedOutputKind.GradientToUserInput,
        ["token"] = ExportedOutputKind.Token,
    };

    static (List<ExportedInput>, List<ExportedOutput>) Signature(ref JsonScanner json)
    {
        List<ExportedInput> inputs = [];
        List<ExportedOutput> outputs = [];
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a signature");)
            switch (member)
            {
                case "input_specs":
                    for (bool first = true; json.NextItem(ref first, "what inputs are");)
                    {
                        (ExportedInputKind kind, Spec spec) = Side(ref json, InputKinds, "an input");
                        inputs.Add(new(kind, spec.Argument!, spec.Target, spec.IsPersistent));
                    }
                    break;
                case "output_specs":
                    for (bool first = true; json.NextItem(ref first, "what outputs are");)
                    {
                        (ExportedOutputKind kind, Spec spec) = Side(ref json, OutputKinds, "an output");
                        outputs.Add(new(kind, spec.Argument!, spec.Target));
                    }
                    break;
                default: json.Skip(); break;
            }
        return (inputs, outputs);
    }

    readonly record struct Spec(ExportedArgument? Argument, string? Target, bool? IsPersistent);

    // {"parameter": {"arg": {…}, "parameter_name": "fc.weight"}}
    static (TKind, Spec) Side<TKind>(ref JsonScanner json, Dictionary<string, TKind> kinds, string what) where TKind : struct
    {
        (TKind, Spec)? found = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string kindName, what);)
        {
            if (found is not null || !kinds.TryGetValue(kindName, out TKind kind))
                throw json.Malformed(found is null ? $"{what} is a {PtFormatException.Quote(kindName)}, which PtFormat does not know" : $"{what} is of two kinds");
            Spec spec = default;
            for (bool first = true; json.NextMember(ref first, out string member, what);)
                spec = member switch
                {
                    "arg" or "value" => spec with { Argument = Argument(ref json, isBare: true) },
                    "persistent" => spec with { IsPersistent = json.Flag("whether a buffer is persistent") },
                    "name" => spec with { Target = json.String("an input's name") },
                    _ when member.EndsWith("_name", StringComparison.Ordinal) => spec with { Target = json.String($"the name of {what}") },
                    _ => Passed(ref json, spec),
                };
            found = (kind, spec.Argument is null ? throw json.Malformed($"{what} lacks its argument") : spec);
        }
        return found ?? throw json.Malformed($"{what} is of no kind");
    }

    static Spec Passed(ref JsonScanner json, Spec spec)
    {
        json.Skip();
        return spec;
    }
}
