using System.Globalization;
using PtFormat.Formats.Python;
using PtFormat.Tensors;

namespace PtFormat.Formats.Export;

/// <summary>An argument or a result of an operation in an exported graph: a value that the graph names, or a constant.</summary>
public abstract record ExportedArgument
{
    ExportedArgument()
    {
    }

    /// <summary>As Python writes it; of what the graph names the name.</summary>
    public abstract override string ToString();

    /// <summary>None.</summary>
    public sealed record None : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => "None";
    }

    /// <summary>A tensor of the graph.</summary>
    /// <param name="Name">Its name: <see cref="ExportedGraph.Tensors"/> describes it.</param>
    public sealed record TensorReference(string Name) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>An integer, float or bool that the graph computes.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Which of them.</param>
    public sealed record SymbolReference(string Name, ExportedSymbolKind Kind) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>An integer.</summary>
    public sealed record Integer(long Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A float.</summary>
    public sealed record Float(double Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => PythonRepr.Of(Value);
    }

    /// <summary>A complex number.</summary>
    public sealed record Complex(double Real, double Imaginary) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"({Part(Real)}{(double.IsNegative(Imaginary) ? "" : "+")}{Part(Imaginary)}j)";

        static string Part(double value) => PythonRepr.Of(value) is var text && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
    }

    /// <summary>A bool.</summary>
    public sealed record Bool(bool Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Value ? "True" : "False";
    }

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => PythonRepr.Of(Value);
    }

    /// <summary>An element type.</summary>
    public sealed record ElementType(DType Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"torch.{Value.Name()}";
    }

    /// <summary>A layout, by PyTorch's name: <c>strided</c>.</summary>
    public sealed record LayoutName(string Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"torch.{Value}";
    }

    /// <summary>An order of elements in memory, by PyTorch's name: <c>channels_last</c>.</summary>
    public sealed record MemoryFormat(string Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"torch.{Value}";
    }

    /// <summary>A device.</summary>
    public sealed record DeviceName(ExportedDevice Value) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Value.Index is { } index ? string.Create(CultureInfo.InvariantCulture, $"device(type={PythonRepr.Of(Value.Type)}, index={index})") : $"device(type={PythonRepr.Of(Value.Type)})";
    }

    /// <summary>Several arguments; those of a list of tensors may be <see cref="None"/>.</summary>
    public sealed record List(IReadOnlyList<ExportedArgument> Items) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }

    /// <summary>Arguments by name, in order.</summary>
    public sealed record Dictionary(IReadOnlyList<KeyValuePair<string, ExportedArgument>> Items) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => $"{{{string.Join(", ", Items.Select(item => $"{PythonRepr.Of(item.Key)}: {item.Value}"))}}}";
    }

    /// <summary>A graph that the operation runs: a branch, the body of a loop.</summary>
    public sealed record Subgraph(string Name, ExportedGraph Graph) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>An object of a class that was registered with PyTorch from C++.</summary>
    public sealed record CustomObject(string Name, string ClassName) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>An operation, given to another one.</summary>
    public sealed record Operator(string Name) : ExportedArgument
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }
}
