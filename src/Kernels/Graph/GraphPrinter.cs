using System.Globalization;
using System.Text;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>A graph as text that people read and tests compare: one line per input and node, lines end with <c>\n</c>.</summary>
public static class GraphPrinter
{
    /// <summary>Prints a graph.</summary>
    public static string Print(Graph graph)
    {
        List<(string Left, string Right)> lines = [];
        foreach (GraphValue input in graph.Inputs)
            lines.Add(($"{Number(input)} = input{(input.Name is null ? "" : $" {input.Name}")}", Spec(input)));
        foreach (GraphValue constant in graph.Constants)
            if (constant.Names.Count == 0)
                lines.Add(($"{Number(constant)} = constant", Spec(constant)));
        foreach (GraphNode node in graph.Nodes)
            lines.Add((Describe(node), string.Join(", ", node.Outputs.Select(Spec))));

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"graph on {graph.Target.Name}: {Count(graph.Inputs.Count, "input")} ({Bytes(graph.Inputs)}), ");
        text.Append(CultureInfo.InvariantCulture, $"{Count(graph.Constants.Count, "constant")} ({Bytes(graph.Constants)}), ");
        text.Append(CultureInfo.InvariantCulture, $"{Count(graph.Nodes.Count, "node")} ({Bytes(graph.Nodes.SelectMany(node => node.Outputs))}), {Count(graph.Outputs.Count, "output")}\n");
        int width = lines.Count == 0 ? 0 : lines.Max(line => line.Left.Length);
        foreach ((string left, string right) in lines)
            text.Append(left.PadRight(width)).Append("  ").Append(right).Append('\n');
        text.Append("return ").AppendJoin(", ", graph.Outputs).Append('\n');
        return text.ToString();
    }

    internal static string Describe(GraphNode node)
    {
        // Absent operands at the end say nothing; one before others keeps its place.
        int count = node.Operands.Count;
        while (count > 0 && node.Operands[count - 1] is null)
            count--;
        IEnumerable<string> operands = node.Operands.Take(count).Select(operand => operand?.ToString() ?? "none");
        IEnumerable<string> attributes = node.Op.Attributes.Length == 0 ? [] : [node.Op.Attributes];
        return $"{string.Join(", ", node.Outputs.Select(Number))} = {node.Op.Name}({string.Join(", ", operands.Concat(attributes))})";
    }

    internal static string Describe(GraphOperand operand)
    {
        GraphValue value = operand.Value;
        if (value.Kind == GraphValueKind.Constant && value.NameOf(operand.Layout, operand.DType) is { } name)
            return name;
        // A constant that is only known by part of its storage is described as a view of the first part that has a name.
        (Layout from, DType dtype, string text) = value.Kind == GraphValueKind.Constant && value.Names.Count > 0
            ? value.Names[0]
            : (value.Layout, value.DType, Number(value));
        string cast = operand.DType == dtype ? "" : $".as[{operand.DType.Name()}]";
        return text + cast + LayoutWords.Describe(from, operand.Layout);
    }

    static string Number(GraphValue value) => string.Create(CultureInfo.InvariantCulture, $"%{value.Index}");

    static string Spec(GraphValue value) => $"{value.DType.Name()} {value.Layout.Shape}";

    static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    static string Bytes(IEnumerable<GraphValue> values)
    {
        double bytes = 0;
        foreach (GraphValue value in values)
            bytes += value.ByteLength;
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}
