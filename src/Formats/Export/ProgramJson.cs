using System.Text.Json;
using PtFormat.Pickle;

namespace PtFormat.Formats.Export;

/// <summary>
/// The JSON of an exported program, read token by token into its typed form. Members that are not known are passed over, as newer
/// minor versions add some; kinds of arguments, inputs and outputs that are not known are an error, for they would change the meaning.
/// </summary>
static partial class ProgramJson
{
    const int Major = 8;

    /// <exception cref="PtFormatException">The text is no exported program of a known version.</exception>
    public static ExportedProgram Read(ReadOnlySpan<byte> text, string name, LoadLimits limits, string? record)
    {
        JsonScanner json = new(PythonJson.Strict(text), limits, record, 0);
        ExportedGraph? graph = null;
        (List<ExportedInput> Inputs, List<ExportedOutput> Outputs)? signature = null;
        List<ExportedRange> ranges = [];
        List<KeyValuePair<string, long>> versions = [];
        (long Major, long Minor)? version = null;
        string? torch = null;
        json.Next();
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a JSON object as exported program");)
            switch (member)
            {
                case "graph_module": GraphModule(ref json, out graph, out signature); break;
                case "range_constraints": Ranges(ref json, ranges); break;
                case "opset_version":
                    for (bool first = true; json.NextMember(ref first, out string library, "the versions of operators");)
                        versions.Add(new(library, json.Integer("an operator library's version")));
                    break;
                case "schema_version": version = Version(ref json); break;
                case "torch_version": torch = json.String("PyTorch's version"); break;
                default: json.Skip(); break;
            }
        json.ExpectEnd();
        if (version is not { } known)
            throw json.Malformed("the exported program has no schema_version");
        if (known.Major != Major)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the exported program is of version {known.Major}.{known.Minor}: {Major} is known (PyTorch 2.5 to 2.14)", record: record);
        if (graph is null || signature is not { } sides)
            throw json.Malformed("the exported program has no graph with a signature");
        return new()
        {
            Name = name, Graph = graph, Inputs = sides.Inputs, Outputs = sides.Outputs, Ranges = ranges, OperatorVersions = versions, SchemaVersion = known, TorchVersion = torch,
        };
    }

    static (long, long) Version(ref JsonScanner json)
    {
        long major = -1, minor = -1;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a version");)
            if (member == "major")
                major = json.Count("a version");
            else if (member == "minor")
                minor = json.Count("a version");
            else
                json.Skip();
        return major >= 0 && minor >= 0 ? (major, minor) : throw json.Malformed("a version lacks major or minor");
    }

    static void GraphModule(ref JsonScanner json, out ExportedGraph? graph, out (List<ExportedInput>, List<ExportedOutput>)? signature)
    {
        graph = null;
        signature = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a graph module");)
            if (member == "graph")
                graph = Graph(ref json);
            else if (member == "signature")
                signature = Signature(ref json);
            else
                json.Skip();
    }

    static void Ranges(ref JsonScanner json, List<ExportedRange> ranges)
    {
        for (bool isFirst = true; json.NextMember(ref isFirst, out string symbol, "ranges by symbol");)
        {
            long? least = null, most = null;
            for (bool first = true; json.NextMember(ref first, out string member, "a symbol's range");)
                if (member == "min_val")
                    least = Bound(ref json);
                else if (member == "max_val")
                    most = Bound(ref json);
                else
                    json.Skip();
            ranges.Add(new(SymbolText.Of(symbol), least, most));
        }
    }

    // No bound is null, or infinite.
    static long? Bound(ref JsonScanner json) => json.Token is JsonTokenType.Null || json.Token is JsonTokenType.String && double.IsInfinity(json.Number("a bound")) ? null : json.Integer("a symbol's bound");

    static ExportedGraph Graph(ref JsonScanner json)
    {
        List<ExportedArgument>? inputs = null, outputs = null;
        List<ExportedNode>? nodes = null;
        Dictionary<string, ExportedTensor> tensors = new(StringComparer.Ordinal);
        Dictionary<string, ExportedSize> integers = new(StringComparer.Ordinal);
        bool isSingle = false;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a graph");)
            switch (member)
            {
                case "inputs": inputs = Arguments(ref json); break;
                case "outputs": outputs = Arguments(ref json); break;
                case "nodes":
                    nodes = [];
                    for (bool first = true; json.NextItem(ref first, "the list of nodes");)
                        nodes.Add(Node(ref json));
                    break;
                case "tensor_values":
                    for (bool first = true; json.NextMember(ref first, out string name, "tensors by name");)
                        if (!tensors.TryAdd(name, Tensor(ref json)))
                            throw json.Malformed($"the graph describes the tensor {PtFormatException.Quote(name)} twice");
                    break;
                case "sym_int_values":
                    for (bool first = true; json.NextMember(ref first, out string name, "integers by name");)
                        if (!integers.TryAdd(name, Size(ref json)))
                            throw json.Malformed($"the graph describes the integer {PtFormatException.Quote(name)} twice");
                    break;
                case "is_single_tensor_return": isSingle = json.Flag(member); break;
                default: json.Skip(); break;
            }
        if (inputs is null || outputs is null || nodes is null)
            throw json.Malformed("a graph lacks inputs, outputs or nodes");
        return new() { Inputs = inputs, Outputs = outputs, Nodes = nodes, Tensors = tensors, Integers = integers, IsSingleTensorReturn = isSingle };
    }

    static ExportedNode Node(ref JsonScanner json)
    {
        string? target = null;
        List<ExportedNamedArgument>? arguments = null;
        List<ExportedArgument>? outputs = null;
        List<KeyValuePair<string, string>> metadata = [];
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a node");)
            switch (member)
            {
                case "target": target = json.String("a node's operator"); break;
                case "inputs":
                    arguments = [];
                    for (bool first = true; json.NextItem(ref first, "a node's arguments");)
                        arguments.Add(Named(ref json));
                    break;
                case "outputs": outputs = Arguments(ref json); break;
                case "metadata":
                    for (bool first = true; json.NextMember(ref first, out string name, "a node's metadata");)
                        metadata.Add(new(name, json.String("a node's metadata")));
                    break;
                default: json.Skip(); break;
            }
        return target is not null && arguments is not null && outputs is not null
            ? new(target, arguments, outputs, metadata)
            : throw json.Malformed("a node lacks operator, arguments or outputs");
    }

    static ExportedNamedArgument Named(ref JsonScanner json)
    {
        string? name = null;
        ExportedArgument? value = null;
        bool? isKeyword = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a named argument");)
            switch (member)
            {
                case "name": name = json.String("an argument's name"); break;
                case "arg": value = Argument(ref json); break;
                // 0 is unknown, 1 by position, 2 by name.
                case "kind" when json.Token == JsonTokenType.Number: isKeyword = json.Count("an argument's kind") switch { 1 => false, 2 => true, _ => null }; break;
                default: json.Skip(); break;
            }
        return name is not null && value is not null ? new(name, value, isKeyword) : throw json.Malformed("a named argument lacks name or value");
    }
}
