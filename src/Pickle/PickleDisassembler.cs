using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>Lists a pickle opcode by opcode, indented by open marks. It runs nothing, stops at no defect with an exception and says in the last line what is wrong.</summary>
public static class PickleDisassembler
{
    const int MaxIndent = 40;
    const int MaxShownBytes = 200;

    /// <summary>The lines of the listing, made one by one.</summary>
    /// <param name="pickle">The pickle.</param>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> pickle)
    {
        (int Position, long FrameEnd, bool Stopped) state = (0, -1, false);
        List<int> marks = [];
        long memo = 0;
        while (!state.Stopped)
        {
            string line = Line(pickle.Span, ref state, marks, ref memo, out bool failed);
            yield return line;
            if (failed)
                yield break;
        }
        if (state.Position < pickle.Length)
            yield return string.Create(CultureInfo.InvariantCulture, $"{state.Position,5}: {pickle.Length - state.Position} bytes follow STOP");
    }

    /// <summary>Writes the listing, a line feed after each line.</summary>
    /// <param name="pickle">The pickle.</param>
    /// <param name="output">Gets the listing.</param>
    public static void Write(ReadOnlyMemory<byte> pickle, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (string line in Lines(pickle))
        {
            output.Write(line);
            output.Write('\n');
        }
    }

    static string Line(ReadOnlySpan<byte> pickle, ref (int Position, long FrameEnd, bool Stopped) state, List<int> marks, ref long memo, out bool failed)
    {
        PickleReader reader = new(pickle, LoadLimits.Default, state);
        try
        {
            reader.Read();
        }
        catch (PtFormatException error)
        {
            failed = true;
            return $"error {error.Message}";
        }
        failed = false;
        state = reader.State;
        OpcodeInfo row = Opcodes.Find((byte)reader.Opcode)!;
        string note = "";
        if (TakesMark(reader.Opcode) && marks.Count > 0)
        {
            note = string.Create(CultureInfo.InvariantCulture, $" (MARK at {marks[^1]})");
            marks.RemoveAt(marks.Count - 1);
        }
        else if (reader.Opcode == PickleOpcode.Memoize)
            note = string.Create(CultureInfo.InvariantCulture, $" (as {memo})");
        if (reader.Opcode is PickleOpcode.Memoize or PickleOpcode.Put or PickleOpcode.BinPut or PickleOpcode.LongBinPut)
            memo++;
        StringBuilder text = new();
        byte code = (byte)reader.Opcode;
        text.Append(CultureInfo.InvariantCulture, $"{reader.OpcodeOffset,5}: ")
            .Append((code is >= 0x20 and < 0x7F ? ((char)code).ToString() : $"\\x{code:x2}").PadRight(5))
            .Append(' ', Math.Min(marks.Count, MaxIndent) * 4)
            .Append(row.Name);
        string argument = Argument(row, reader.Argument);
        if (argument.Length + note.Length > 0)
            text.Append(' ', Math.Max(1, 11 - row.Name.Length)).Append(argument).Append(argument.Length > 0 ? note : note.TrimStart());
        if (reader.Opcode == PickleOpcode.Mark)
            marks.Add(reader.OpcodeOffset);
        return text.ToString();
    }

    internal static bool TakesMark(PickleOpcode opcode) => opcode is PickleOpcode.PopMark or PickleOpcode.Tuple or PickleOpcode.List or PickleOpcode.Dict
        or PickleOpcode.Appends or PickleOpcode.SetItems or PickleOpcode.AddItems or PickleOpcode.FrozenSet or PickleOpcode.Inst or PickleOpcode.Obj;

    internal static string Argument(OpcodeInfo row, ReadOnlySpan<byte> argument)
    {
        switch (row.Argument)
        {
            case OpcodeArgument.None: return "";
            case OpcodeArgument.UInt8: return argument[0].ToString(CultureInfo.InvariantCulture);
            case OpcodeArgument.UInt16: return BinaryPrimitives.ReadUInt16LittleEndian(argument).ToString(CultureInfo.InvariantCulture);
            case OpcodeArgument.Int32: return BinaryPrimitives.ReadInt32LittleEndian(argument).ToString(CultureInfo.InvariantCulture);
            case OpcodeArgument.UInt32: return BinaryPrimitives.ReadUInt32LittleEndian(argument).ToString(CultureInfo.InvariantCulture);
            case OpcodeArgument.UInt64: return BinaryPrimitives.ReadUInt64LittleEndian(argument).ToString(CultureInfo.InvariantCulture);
            case OpcodeArgument.Float64: return PythonFloat.Repr(BinaryPrimitives.ReadDoubleBigEndian(argument));
        }
        if (row.Code is PickleOpcode.Long1 or PickleOpcode.Long4 && argument.Length <= 16)
            return new System.Numerics.BigInteger(argument).ToString(CultureInfo.InvariantCulture);
        bool isText = row.Code is PickleOpcode.BinUnicode or PickleOpcode.ShortBinUnicode or PickleOpcode.BinUnicode8
            || row.Argument is OpcodeArgument.Line or OpcodeArgument.StringLine or OpcodeArgument.TwoLines;
        ReadOnlySpan<byte> shown = argument[..Math.Min(argument.Length, MaxShownBytes)];
        // A listing shows what is there; what is no UTF-8 is shown as the bytes it is.
        string quoted = PtFormatException.Quote(isText && System.Text.Unicode.Utf8.IsValid(shown) ? Encoding.UTF8.GetString(shown) : Encoding.Latin1.GetString(shown));
        if (row.Argument == OpcodeArgument.TwoLines)
            quoted = quoted.Replace("\\n", " ", StringComparison.Ordinal);
        return shown.Length < argument.Length || argument.Length > 100
            ? string.Create(CultureInfo.InvariantCulture, $"{quoted} ({argument.Length} bytes)")
            : quoted;
    }
}
