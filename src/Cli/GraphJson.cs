using System.Text.Json;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary>Graphs for programs. Values are called as in the printed graph: a weight by its name, all else <c>%3</c>.</summary>
static class GraphJson
{
    public static void Print(TextWriter output, string model, int batch, Graph graph, CompiledGraph compiled) => Json.Print(output, writer =>
    {
        writer.WriteString("model", model);
        writer.WriteNumber("batch", batch);
        writer.WriteStartObject("written");
        Write(writer, graph, []);
        writer.WriteEndObject();
        writer.WriteStartObject("compiled");
        writer.WriteNumber("arena_bytes", compiled.ArenaBytes);
        Write(writer, compiled.Graph, compiled.Kernels.ToDictionary(step => step.Node, step => step.Kernel));
        writer.WriteEndObject();
    });

    static void Write(Utf8JsonWriter writer, Graph graph, Dictionary<GraphNode, string> kernels)
    {
        writer.WriteString("device", graph.Target.Name);
        WriteValues(writer, "inputs", graph.Inputs);
        WriteValues(writer, "constants", graph.Constants);
        writer.WriteStartArray("nodes");
        foreach (GraphNode node in graph.Nodes)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("op", node.Op.Name);
                line.WriteString("attributes", node.Op.Attributes);
                WriteOperands(line, "operands", node.Operands);
                line.WriteStartArray("outputs");
                foreach (GraphValue value in node.Outputs)
                {
                    line.WriteStartObject();
                    WriteValue(line, value);
                    line.WriteEndObject();
                }
                line.WriteEndArray();
                if (kernels.TryGetValue(node, out string? kernel))
                    line.WriteString("kernel", kernel);
            }, depth: 3), skipInputValidation: true);
        writer.WriteEndArray();
        WriteOperands(writer, "outputs", graph.Outputs);
    }

    static void WriteValues(Utf8JsonWriter writer, string name, IEnumerable<GraphValue> values)
    {
        writer.WriteStartArray(name);
        foreach (GraphValue value in values)
            writer.WriteRawValue(Json.Line(line =>
            {
                WriteValue(line, value);
                line.WriteString("name", value.Name);
            }, depth: 3), skipInputValidation: true);
        writer.WriteEndArray();
    }

    static void WriteValue(Utf8JsonWriter line, GraphValue value)
    {
        line.WriteString("value", FormattableString.Invariant($"%{value.Index}"));
        line.WriteString("dtype", value.DType.Name());
        line.WriteStartArray("shape");
        foreach (long size in value.Layout.Shape.AsSpan())
            line.WriteNumberValue(size);
        line.WriteEndArray();
    }

    static void WriteOperands(Utf8JsonWriter writer, string name, IEnumerable<GraphOperand?> operands)
    {
        writer.WriteStartArray(name);
        foreach (GraphOperand? operand in operands)
            if (operand is null)
                writer.WriteNullValue();
            else
                writer.WriteStringValue(operand.ToString());
        writer.WriteEndArray();
    }
}
