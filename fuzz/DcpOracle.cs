using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Fuzz;

/// <summary>
/// What must hold for the files of a distributed checkpoint, whatever is in them: each part of it is a value or a
/// <see cref="PtFormatException"/>, parts of a tensor are those of the whole, and what is saved in one file is the same.
/// </summary>
/// <remarks>An input is the files one behind the other, each after its length in four bytes: the metadata, then as many as are asked for.</remarks>
static class DcpOracle
{
    static readonly PtLoadOptions Options = new() { Limits = LoadLimits.Default with { MinMaterializedBytes = 1 << 20 } };

    // What a tensor may claim is not bounded by the file before its chunks are opened.
    const long MaxTensorBytes = 1 << 20;

    /// <returns>Whether the checkpoint loads.</returns>
    /// <exception cref="InvalidOperationException">A promise is broken; so is one where any other exception escapes.</exception>
    public static bool Check(byte[] input)
    {
        List<ReadOnlyMemory<byte>> files = Split(input);
        int next = 1;
        PtFile file;
        try
        {
            file = PtFile.Open(ByteSource.FromMemory(files[0]), Options with { Siblings = new(name => next < files.Count ? ByteSource.FromMemory(files[next++], name) : null) });
        }
        catch (PtFormatException)
        {
            return false;
        }
        using (file)
        {
            string tensors = Tensors(file);
            Same("a second look", tensors, Tensors(file));
            Attempt(() => { file.Verify(); return ""; });
            if (Saved(file) is { } saved)
            {
                using PtFile again = PtFile.Open(saved, Options);
                Same("the file converted", tensors, Tensors(again));
            }
        }
        return true;
    }

    /// <summary>The files as one input.</summary>
    public static byte[] Join(params IEnumerable<byte[]> files)
    {
        using MemoryStream all = new();
        byte[] length = new byte[sizeof(int)];
        foreach (byte[] file in files)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, file.Length);
            all.Write(length);
            all.Write(file);
        }
        return all.ToArray();
    }

    static List<ReadOnlyMemory<byte>> Split(byte[] input)
    {
        List<ReadOnlyMemory<byte>> files = [];
        for (ReadOnlyMemory<byte> rest = input; rest.Length >= sizeof(int);)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), (uint)(rest.Length - sizeof(int)));
            files.Add(rest.Slice(sizeof(int), length));
            rest = rest[(sizeof(int) + length)..];
        }
        return files.Count > 0 ? files : [input];
    }

    static byte[]? Saved(PtFile file)
    {
        using MemoryStream output = new();
        if (file.Tensors.Any(entry => entry.Tensor is { } tensor && tensor.ElementCount > MaxTensorBytes))
            return null;
        try
        {
            file.Save(output, new PtSaveOptions());
            return output.ToArray();
        }
        catch (Exception e) when (e is PtFormatException or NotSupportedException)
        {
            return null;
        }
    }

    static string Tensors(PtFile file)
    {
        StringBuilder text = new();
        text.AppendLine(Attempt(() =>
        {
            foreach (TensorEntry entry in file.Tensors)
                text.AppendLine(CultureInfo.InvariantCulture, $"{entry.Path} {entry.Kind} {entry.DTypeName} {entry.Shape} {Attempt(() => Hash(entry))}");
            foreach (ValueEntry value in file.Values)
                text.AppendLine(CultureInfo.InvariantCulture, $"{value.Path} {value.TypeName} {value.Repr} {value.Count}");
            return "";
        }));
        return text.ToString();
    }

    static string Hash(TensorEntry entry)
    {
        if (entry.Tensor is not { Rank: > 0 } tensor || entry.Kind != TensorKind.Strided || tensor.ElementCount is 0 or > MaxTensorBytes)
            return "";
        string whole = Convert.ToHexString(Bytes(tensor.Clone()));
        // The last row alone, from wherever it lies.
        string row = Convert.ToHexString(Bytes(tensor.Narrow(0, tensor.Shape[0] - 1, 1).Clone()));
        return whole.EndsWith(row, StringComparison.Ordinal) ? whole : throw new InvalidOperationException($"{entry}: the last row alone is another:\n{row}\n{whole}");
    }

    static byte[] Bytes(Tensor dense)
    {
        byte[] bytes = new byte[dense.ElementCount * dense.DType.ItemSize()];
        dense.Storage.Read(dense.Layout.Offset * dense.DType.ItemSize(), bytes);
        return bytes;
    }

    static string Attempt(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (PtFormatException e)
        {
            return e.Kind.ToString();
        }
    }

    static void Same(string what, string expected, string found)
    {
        if (expected != found)
            throw new InvalidOperationException($"{what} is another:\n{expected}\n{found}");
    }
}
