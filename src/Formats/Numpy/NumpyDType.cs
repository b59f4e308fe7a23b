using System.Globalization;
using System.Text;
using PtFormat.Tensors;

namespace PtFormat.Formats.Numpy;

/// <summary>NumPy's description of an element: <c>&lt;f4</c>, or a record of fields.</summary>
/// <param name="Kind">NumPy's letter: b bool, i and u integers, f floats, c complex, S bytes, U text, M dates, m time spans, V raw or record, O object.</param>
/// <param name="ItemSize">Bytes of one element.</param>
/// <param name="IsBigEndian">True when its numbers have their high byte first.</param>
public sealed record NumpyDType(char Kind, int ItemSize, bool IsBigEndian)
{
    /// <summary>The unit of dates and time spans: <c>D</c>, <c>ms</c>, <c>25us</c>; else null.</summary>
    public string? Unit { get; init; }

    /// <summary>The fields of a record, in order; empty for anything else.</summary>
    public IReadOnlyList<(string Name, NumpyDType DType, int Offset)> Fields { get; init; } = [];

    /// <summary>What each element is an array of, or null.</summary>
    public (NumpyDType DType, Shape Shape)? Subarray { get; init; }

    /// <summary>The dtype of a tensor of such elements, their byte order set aside; null where there is none.</summary>
    public DType? TensorDType => (Kind, ItemSize) switch
    {
        ('b', 1) => DType.Bool,
        ('u', 1) => DType.UInt8,
        ('i', 1) => DType.Int8,
        ('u', 2) => DType.UInt16,
        ('i', 2) => DType.Int16,
        ('u', 4) => DType.UInt32,
        ('i', 4) => DType.Int32,
        ('u', 8) => DType.UInt64,
        ('i', 8) => DType.Int64,
        ('f', 2) => DType.Float16,
        ('f', 4) => DType.Float32,
        ('f', 8) => DType.Float64,
        ('c', 8) => DType.Complex64,
        ('c', 16) => DType.Complex128,
        _ => null,
    };

    /// <summary>The same with numbers in little-endian order.</summary>
    public NumpyDType LittleEndian() => this with
    {
        IsBigEndian = false,
        Fields = [.. Fields.Select(field => (field.Name, field.DType.LittleEndian(), field.Offset))],
        Subarray = Subarray is { } sub ? (sub.DType.LittleEndian(), sub.Shape) : null,
    };

    /// <summary>As NumPy spells it: <c>&lt;f4</c>, <c>|S3</c>, <c>&lt;M8[25us]</c>; a record as Python's list of its fields.</summary>
    public override string ToString()
    {
        if (Fields.Count == 0)
            return Kind == 'O' ? "|O" : string.Create(CultureInfo.InvariantCulture, $"{Order}{Kind}{(Kind == 'U' ? ItemSize / 4 : ItemSize)}{(Unit is null ? "" : $"[{Unit}]")}");
        StringBuilder text = new("[");
        int end = 0;
        foreach ((string name, NumpyDType dtype, int offset) in Fields)
        {
            Pad(offset);
            NumpyDType element = dtype.Subarray?.DType ?? dtype;
            string spelled = element.Fields.Count == 0 ? Python.PythonRepr.Of(element.ToString()) : element.ToString();
            text.Append(text.Length > 1 ? ", " : "").Append('(').Append(Python.PythonRepr.Of(name)).Append(", ").Append(spelled);
            if (dtype.Subarray is { } sub)
                text.Append(", (").AppendJoin(", ", sub.Shape).Append(sub.Shape.Rank == 1 ? ",)" : ")");
            text.Append(')');
            end = offset + dtype.ItemSize;
        }
        Pad(ItemSize);
        return text.Append(']').ToString();

        void Pad(int to)
        {
            if (to > end)
                text.Append(text.Length > 1 ? ", " : "").Append(CultureInfo.InvariantCulture, $"('', '|V{to - end}')");
        }
    }

    char Order => ItemSize == 1 && Kind is 'b' or 'i' or 'u' || Kind is 'S' or 'V' or 'O' ? '|' : IsBigEndian ? '>' : '<';
}
