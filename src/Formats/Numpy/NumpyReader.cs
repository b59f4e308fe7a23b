using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Numpy;

/// <summary>NumPy's calls in a pickle: dtypes, scalars, arrays, under the module names of NumPy 1 and 2.</summary>
static class NumpyReader
{
    // A record of records of records is as deep as people go.
    const int MaxDepth = 16;

    /// <summary>True for a function of NumPy's C module, whichever version wrote it.</summary>
    public static bool IsMultiarray(string module) => module is "numpy.core.multiarray" or "numpy._core.multiarray";

    /// <summary>The dtype that a node stands for, or null.</summary>
    public static NumpyDType? DType(PickleValue node, int depth = 0)
    {
        if (depth > MaxDepth || node is not PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [var spec, ..] } call
            || !PyGlobal.TryName(call.Callable, out string? module, out string? name) || (module, name) != ("numpy", "dtype")
            || PythonStrings.Of(spec) is not { Length: >= 2 } text || !int.TryParse(text.AsSpan(1), System.Globalization.NumberStyles.None, null, out int size))
            return null;
        char kind = text[0];
        if ("biufcSUMmVO".IndexOf(kind) < 0 || size > int.MaxValue / 4)
            return null;
        NumpyDType made = new(kind, kind == 'U' ? 4 * size : size, false);
        // (version, byte order, subarray, names, fields, item size, alignment, flags[, metadata])
        foreach (PickleEffect effect in call.Effects)
        {
            if (effect is not { Kind: PickleEffectKind.Build, Value: PyTuple { Items: [PyInt, var order, var subarray, var names, var fields, ..] state } } || state.Count < 8)
                return null;
            made = made with { IsBigEndian = PythonStrings.Of(order) == ">" };
            if (subarray is PyTuple { Items: [var element, PyTuple shape] } && DType(element, depth + 1) is { } inner && Shape(shape) is { } sizes
                && (Int128)sizes.ElementCount * inner.ItemSize == made.ItemSize)
                made = made with { Subarray = (inner, sizes) };
            else if (subarray is not PyNone)
                return null;
            if (names is PyTuple list && fields is PyDict byName)
            {
                if (Fields(list, byName, made.ItemSize, depth) is not { } found)
                    return null;
                made = made with { Fields = found };
            }
            if (kind is 'M' or 'm')
                made = made with { Unit = state.Count > 8 ? Unit(state[8]) : null };
        }
        return made;
    }

    /// <summary>The array that a node stands for, or null; an array of objects is none here.</summary>
    public static NumpyArray? Array(PyObject call, string module, string name)
    {
        IReadOnlyList<PickleValue> arguments = call.Arguments.Items;
        if (IsMultiarray(module) && name == "_reconstruct" || (module, name) is ("numpy.ma.core" or "numpy.ma", "_mareconstruct"))
            // (version, shape, dtype, is Fortran, bytes[, mask, fill value])
            return call.Effects is [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [PyInt, var shape, var dtype, PyBool fortran, var bytes, ..] } }]
                ? Array(dtype, shape, fortran.Value, bytes)
                : null;
        if (module is "numpy.core.numeric" or "numpy._core.numeric" && name == "_frombuffer" && arguments is [var buffer, var elements, var sizes, var order] && PythonStrings.Of(order) is "C" or "F")
            return Array(elements, sizes, PythonStrings.Of(order) == "F", buffer, keepsOrder: true);
        return null;
    }

    /// <summary>The elements of an array of objects, or null.</summary>
    public static PyList? Objects(PyObject call) =>
        call is { Form: PyObjectForm.Reduce, Effects: [{ Kind: PickleEffectKind.Build, Value: PyTuple { Items: [PyInt, _, _, PyBool, PyList elements] } }] }
        && PyGlobal.TryName(call.Callable, out string? module, out string? name) && IsMultiarray(module) && name == "_reconstruct"
            ? elements
            : null;

    /// <summary>The scalar of <c>scalar(dtype, bytes)</c>, or null.</summary>
    public static NumpyScalar? Scalar(PyObject call) =>
        call is { Effects.Count: 0, Arguments.Items: [var dtypeNode, var bytesNode] } && DType(dtypeNode) is { } dtype
        && PythonBytes.Of(bytesNode) is { } bytes && bytes.Length == dtype.ItemSize && TryItem(dtype, bytes, out object? value)
            ? new(dtype, value)
            : null;

    static NumpyArray? Array(PickleValue dtypeNode, PickleValue shapeNode, bool isFortran, PickleValue bytesNode, bool keepsOrder = false)
    {
        if (DType(dtypeNode) is not { Kind: not 'O' } dtype || shapeNode is not PyTuple sizes || Shape(sizes) is not { } shape
            || (PythonBytes.Of(bytesNode) ?? (bytesNode as PyByteArray)?.Value.ToArray()) is not { } bytes
            || (Int128)shape.ElementCount * dtype.ItemSize != bytes.Length || HasObjects(dtype))
            return null;
        // What lies in one line, or holds nothing, lies the same both ways.
        isFortran &= shape.ElementCount > 0 && shape.Count(size => size > 1) > 1;
        if (isFortran)
            bytes = RowMajor(bytes, shape, dtype.ItemSize);
        // NumPy turns elements round when it unpickles them, but not when it takes them over from a buffer.
        if (keepsOrder)
            return new(dtype, shape, isFortran, bytes);
        ToLittleEndian(dtype, bytes);
        return new(dtype.LittleEndian(), shape, isFortran, bytes);
    }

    /// <summary>Turns every number in these elements round that has its high byte first.</summary>
    public static void ToLittleEndian(NumpyDType dtype, Span<byte> elements)
    {
        for (int at = 0; at < elements.Length && dtype.ItemSize > 0; at += dtype.ItemSize)
            Swap(dtype, elements.Slice(at, dtype.ItemSize));
    }

    static bool HasObjects(NumpyDType dtype) => dtype.Kind == 'O' || dtype.Subarray is { } sub && HasObjects(sub.DType) || dtype.Fields.Any(field => HasObjects(field.DType));

    static byte[] RowMajor(byte[] bytes, Shape shape, int itemSize)
    {
        long[] sizes = [.. shape], strides = new long[sizes.Length];
        long stride = itemSize;
        for (int i = 0; i < sizes.Length; i++)
            (strides[i], stride) = (stride, stride * sizes[i]);
        byte[] result = new byte[bytes.Length];
        long[] index = new long[sizes.Length];
        long from = 0;
        for (int to = 0; to < result.Length; to += itemSize)
        {
            bytes.AsSpan((int)from, itemSize).CopyTo(result.AsSpan(to));
            for (int i = sizes.Length - 1; i >= 0; i--)
            {
                from += strides[i];
                if (++index[i] < sizes[i])
                    break;
                from -= strides[i] * sizes[i];
                index[i] = 0;
            }
        }
        return result;
    }

    static void Swap(NumpyDType dtype, Span<byte> item)
    {
        if (dtype.Subarray is { } sub)
        {
            for (int at = 0; at < item.Length && sub.DType.ItemSize > 0; at += sub.DType.ItemSize)
                Swap(sub.DType, item.Slice(at, sub.DType.ItemSize));
            return;
        }
        foreach ((_, NumpyDType field, int offset) in dtype.Fields)
            Swap(field, item.Slice(offset, field.ItemSize));
        if (!dtype.IsBigEndian || dtype.Kind is 'S' or 'V' or 'b')
            return;
        int unit = dtype.Kind switch { 'c' => dtype.ItemSize / 2, 'U' => 4, _ => dtype.ItemSize };
        for (int at = 0; unit > 0 && at < item.Length; at += unit)
            item.Slice(at, unit).Reverse();
    }

    static List<(string, NumpyDType, int)>? Fields(PyTuple names, PyDict byName, int itemSize, int depth)
    {
        List<(string, NumpyDType, int)> fields = [];
        foreach (PickleValue node in names.Items)
        {
            if (PythonStrings.Of(node) is not { } name || !byName.TryGet(node, out PickleValue? field)
                || field is not PyTuple { Items: [var type, PyInt at, ..] } || DType(type, depth + 1) is not { } dtype
                || !at.TryGetInt64(out long offset) || offset < 0 || offset > itemSize - dtype.ItemSize)
                return null;
            fields.Add((name, dtype, (int)offset));
        }
        return fields;
    }

    // ({}, (unit, count, 1, 1))
    static string? Unit(PickleValue metadata) =>
        metadata is PyTuple { Items: [_, PyTuple { Items: [var unit, PyInt count, ..] }] } && count.TryGetInt64(out long number)
            && (PythonStrings.Of(unit) ?? (PythonBytes.Of(unit) is { } bytes ? Encoding.Latin1.GetString(bytes) : null)) is { } name
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(number == 1 ? "" : number)}{name}")
            : null;

    static Shape? Shape(PyTuple sizes)
    {
        if (sizes.Items.Count > 64)
            return null;
        long[] values = new long[sizes.Items.Count];
        UInt128 count = 1;
        for (int i = 0; i < values.Length; i++)
        {
            if (sizes.Items[i] is not PyInt size || !size.TryGetInt64(out values[i]) || values[i] < 0)
                return null;
            if (values[i] > 0 && (count *= (UInt128)values[i]) > long.MaxValue)
                return null;
        }
        return Tensors.Shape.Create(values);
    }

    static bool TryItem(NumpyDType dtype, byte[] bytes, out object? value)
    {
        byte[] item = (byte[])bytes.Clone();
        Swap(dtype, item);
        return TryItem(dtype.LittleEndian(), item.AsSpan(), out value);
    }

    static bool TryItem(NumpyDType dtype, ReadOnlySpan<byte> item, out object? value)
    {
        value = null;
        if (dtype.Subarray is not null)
            return false;
        if (dtype.Fields.Count > 0)
        {
            object?[] fields = new object?[dtype.Fields.Count];
            for (int i = 0; i < fields.Length; i++)
                if (!TryItem(dtype.Fields[i].DType, item.Slice(dtype.Fields[i].Offset, dtype.Fields[i].DType.ItemSize), out fields[i]))
                    return false;
            value = fields;
            return true;
        }
        switch (dtype.Kind, dtype.ItemSize)
        {
            case ('b', 1): value = item[0] != 0; return true;
            case ('i', 1): value = (long)(sbyte)item[0]; return true;
            case ('i', 2): value = (long)BinaryPrimitives.ReadInt16LittleEndian(item); return true;
            case ('i', 4): value = (long)BinaryPrimitives.ReadInt32LittleEndian(item); return true;
            case ('i', 8): value = BinaryPrimitives.ReadInt64LittleEndian(item); return true;
            case ('u', 8) when BinaryPrimitives.ReadUInt64LittleEndian(item) > long.MaxValue: value = (BigInteger)BinaryPrimitives.ReadUInt64LittleEndian(item); return true;
            case ('u', 1 or 2 or 4 or 8): value = (long)new BigInteger(item, isUnsigned: true); return true;
            case ('f', 2): value = (double)BinaryPrimitives.ReadHalfLittleEndian(item); return true;
            case ('f', 4): value = (double)BinaryPrimitives.ReadSingleLittleEndian(item); return true;
            case ('f', 8): value = BinaryPrimitives.ReadDoubleLittleEndian(item); return true;
            case ('c', 8): value = new Complex(BinaryPrimitives.ReadSingleLittleEndian(item), BinaryPrimitives.ReadSingleLittleEndian(item[4..])); return true;
            case ('c', 16): value = new Complex(BinaryPrimitives.ReadDoubleLittleEndian(item), BinaryPrimitives.ReadDoubleLittleEndian(item[8..])); return true;
            case ('S', _): value = item.TrimEnd((byte)0).ToArray(); return true;
            case ('V', _): value = item.ToArray(); return true;
            case ('U', _): return TryText(item, out value);
            case ('M', 8): value = Date(BinaryPrimitives.ReadInt64LittleEndian(item), dtype.Unit); return true;
            case ('m', 8): value = Span(BinaryPrimitives.ReadInt64LittleEndian(item), dtype.Unit); return true;
            default: return false;
        }
    }

    static bool TryText(ReadOnlySpan<byte> item, out object? value)
    {
        StringBuilder text = new();
        value = text;
        for (int at = 0; at + 4 <= item.Length; at += 4)
        {
            uint code = BinaryPrimitives.ReadUInt32LittleEndian(item[at..]);
            if (code > 0x10FFFF)
                return false;
            if (code < 0x10000)
                text.Append((char)code);
            else
                text.Append(char.ConvertFromUtf32((int)code));
        }
        value = text.ToString().TrimEnd('\0');
        return true;
    }

    // As NumPy's item() gives them: None for not-a-time, the number itself where Python has no such value.
    static object? Date(long number, string? unit)
    {
        if (number == long.MinValue)
            return null;
        return unit switch
        {
            "D" => Days(number) is { } days ? DateOnly.FromDateTime(days) : number,
            "s" => Ticks(number, TimeSpan.TicksPerSecond),
            "ms" => Ticks(number, TimeSpan.TicksPerMillisecond),
            "us" => Ticks(number, TimeSpan.TicksPerMicrosecond),
            _ => number,
        };

        static DateTime? Days(long days) => days is > -719_163 and < 2_932_897 ? DateTime.UnixEpoch.AddDays(days) : null;

        static object Ticks(long number, long ticks)
        {
            Int128 at = (Int128)number * ticks + DateTime.UnixEpoch.Ticks;
            return at >= 0 && at <= DateTime.MaxValue.Ticks ? new DateTime((long)at) : number;
        }
    }

    static object? Span(long number, string? unit)
    {
        if (number == long.MinValue)
            return null;
        long ticks = unit switch { "D" => TimeSpan.TicksPerDay, "h" => TimeSpan.TicksPerHour, "m" => TimeSpan.TicksPerMinute, "s" => TimeSpan.TicksPerSecond, "ms" => TimeSpan.TicksPerMillisecond, "us" => TimeSpan.TicksPerMicrosecond, _ => 0 };
        Int128 total = (Int128)number * ticks;
        return ticks > 0 && total >= long.MinValue && total <= long.MaxValue ? new TimeSpan((long)total) : number;
    }
}
