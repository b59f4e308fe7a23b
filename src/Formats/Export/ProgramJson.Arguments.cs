using PtFormat.Pickle;

namespace PtFormat.Formats.Export;

/// <content>Arguments.</content>
static partial class ProgramJson
{
    delegate ExportedArgument Reader(ref JsonScanner json);

    static List<ExportedArgument> Arguments(ref JsonScanner json) => Items(ref json, static (ref JsonScanner item) => Argument(ref item));

    /// <summary>An argument: an object with one member, whose name says what it is.</summary>
    /// <param name="json">At the object.</param>
    /// <param name="isBare">Whether it may also be the description of a named value itself, as in signatures.</param>
    static ExportedArgument Argument(ref JsonScanner json, bool isBare = false)
    {
        ExportedArgument? found = null;
        string? name = null, className = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "an argument");)
            if (isBare && member is "name")
                name = json.String("an argument's name");
            else if (isBare && member is "class_fqn")
                className = json.String("a class's name");
            else if (found is not null)
                throw json.Malformed("an argument is of two kinds");
            else
                found = Argument(ref json, member);
        if (found is not null && name is not null)
            throw json.Malformed("an argument is of two kinds");
        return found ?? (name is null ? throw json.Malformed("an argument is of no kind") : className is null ? new ExportedArgument.TensorReference(name) : new ExportedArgument.CustomObject(name, className));
    }

    static ExportedArgument Argument(ref JsonScanner json, string kind)
    {
        switch (kind)
        {
            case "as_none": json.Flag("None"); return new ExportedArgument.None();
            case "as_tensor": return NamedTensor(ref json);
            case "as_tensors": return List(ref json, NamedTensor);
            case "as_nested_tensors": return List(ref json, static (ref JsonScanner item) => List(ref item, NamedTensor));
            case "as_optional_tensor": return Argument(ref json);
            case "as_optional_tensors": return List(ref json, static (ref JsonScanner item) => Argument(ref item));
            case "as_int": return Integer(ref json);
            case "as_ints": return List(ref json, Integer);
            case "as_int_lists": return List(ref json, static (ref JsonScanner item) => List(ref item, Integer));
            case "as_float": return Float(ref json);
            case "as_floats": return List(ref json, Float);
            case "as_float_lists": return List(ref json, static (ref JsonScanner item) => List(ref item, Float));
            case "as_bool": return Bool(ref json);
            case "as_bools": return List(ref json, Bool);
            case "as_string": return Text(ref json);
            case "as_strings": return List(ref json, Text);
            case "as_sym_int": return Symbol(ref json, ExportedSymbolKind.Int);
            case "as_sym_ints": return List(ref json, static (ref JsonScanner item) => Symbol(ref item, ExportedSymbolKind.Int));
            case "as_sym_float": return Symbol(ref json, ExportedSymbolKind.Float);
            case "as_sym_floats": return List(ref json, static (ref JsonScanner item) => Symbol(ref item, ExportedSymbolKind.Float));
            case "as_sym_bool": return Symbol(ref json, ExportedSymbolKind.Bool);
            case "as_sym_bools": return List(ref json, static (ref JsonScanner item) => Symbol(ref item, ExportedSymbolKind.Bool));
            case "as_scalar_type": return new ExportedArgument.ElementType(ElementType(ref json));
            case "as_layout": return new ExportedArgument.LayoutName(LayoutName(ref json));
            case "as_memory_format": return new ExportedArgument.MemoryFormat(NameOf(ref json, MemoryFormats, "a memory format"));
            case "as_device": return new ExportedArgument.DeviceName(DeviceOf(ref json));
            case "as_complex": return Complex(ref json);
            case "as_graph": return Subgraph(ref json);
            case "as_custom_obj": return CustomObject(ref json);
            case "as_operator": return new ExportedArgument.Operator(json.String("an operator"));
            case "as_string_to_argument": return Dictionary(ref json);
            default: throw json.Malformed($"an argument is {PtFormatException.Quote(kind)}, which PtFormat does not know");
        }
    }

    static List<ExportedArgument> Items(ref JsonScanner json, Reader read)
    {
        List<ExportedArgument> items = [];
        for (bool isFirst = true; json.NextItem(ref isFirst, "a list of arguments");)
            items.Add(read(ref json));
        return items;
    }

    static ExportedArgument.List List(ref JsonScanner json, Reader read) => new(Items(ref json, read));

    static ExportedArgument Integer(ref JsonScanner json) => new ExportedArgument.Integer(json.Integer("an integer"));

    static ExportedArgument Float(ref JsonScanner json) => new ExportedArgument.Float(json.Number("a float"));

    static ExportedArgument Bool(ref JsonScanner json) => new ExportedArgument.Bool(json.Flag("a bool"));

    static ExportedArgument Text(ref JsonScanner json) => new ExportedArgument.Text(json.String("a text"));

    static ExportedArgument NamedTensor(ref JsonScanner json) => new ExportedArgument.TensorReference(Only(ref json, "name", "a tensor"));

    // {"as_name": "sym_size_int"}, or a constant among such.
    static ExportedArgument Symbol(ref JsonScanner json, ExportedSymbolKind kind)
    {
        ExportedArgument? found = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a number of the graph");)
            found = found is null
                ? member == "as_name" ? new ExportedArgument.SymbolReference(json.String("a number's name"), kind) : Argument(ref json, member)
                : throw json.Malformed("a number of the graph is of two kinds");
        return found ?? throw json.Malformed("a number of the graph is of no kind");
    }

    static ExportedArgument.Complex Complex(ref JsonScanner json)
    {
        double? real = null, imaginary = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a complex number");)
            if (member == "real")
                real = json.Number("a float");
            else if (member == "imag")
                imaginary = json.Number("a float");
            else
                json.Skip();
        return real is { } x && imaginary is { } y ? new ExportedArgument.Complex(x, y) : throw json.Malformed("a complex number lacks a part");
    }

    static ExportedArgument.Subgraph Subgraph(ref JsonScanner json)
    {
        string? name = null;
        ExportedGraph? graph = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "a graph that is an argument");)
            if (member == "name")
                name = json.String("a graph's name");
            else if (member == "graph")
                graph = Graph(ref json);
            else
                json.Skip();
        return name is not null && graph is not null ? new ExportedArgument.Subgraph(name, graph) : throw json.Malformed("a graph that is an argument lacks its name or itself");
    }

    static ExportedArgument.CustomObject CustomObject(ref JsonScanner json)
    {
        string? name = null, className = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, "an object");)
            if (member == "name")
                name = json.String("an object's name");
            else if (member == "class_fqn")
                className = json.String("a class's name");
            else
                json.Skip();
        return name is not null && className is not null ? new ExportedArgument.CustomObject(name, className) : throw json.Malformed("an object lacks its name or class");
    }

    static ExportedArgument.Dictionary Dictionary(ref JsonScanner json)
    {
        List<KeyValuePair<string, ExportedArgument>> items = [];
        for (bool isFirst = true; json.NextMember(ref isFirst, out string name, "arguments by name");)
            items.Add(new(name, Argument(ref json)));
        return new ExportedArgument.Dictionary(items);
    }

    // The one member of an object that counts.
    static string Only(ref JsonScanner json, string wanted, string what)
    {
        string? found = null;
        for (bool isFirst = true; json.NextMember(ref isFirst, out string member, what);)
            if (member == wanted)
                found = json.String($"the name of {what}");
            else
                json.Skip();
        return found ?? throw json.Malformed($"{what} has no {wanted}");
    }
}
