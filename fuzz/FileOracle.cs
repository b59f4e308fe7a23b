using System.Globalization;
using System.Text;
using PtFormat.Formats;
using PtFormat.Formats.Npy;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Fuzz;

/// <summary>
/// What must hold for any bytes opened as a file: everything about it is a value or a <see cref="PtFormatException"/>, reading on
/// demand and at once give the same, and what is saved again is the same file.
/// </summary>
static class FileOracle
{
    // Copies of huge views are legal and slow: they meet their limit early.
    static readonly PtLoadOptions Options = new() { Limits = LoadLimits.Default with { MinMaterializedBytes = 1 << 20 } };

    /// <returns>Whether the bytes load.</returns>
    /// <exception cref="InvalidOperationException">A promise is broken; so is one where any other exception escapes.</exception>
    public static bool Check(byte[] bytes)
    {
        bool isHonest = true;
        Attempt(() =>
        {
            foreach (PicklePart part in PtFile.Pickles(ByteSource.FromMemory(bytes)))
                isHonest &= KeepsItsProtocol(part);
            return 0;
        });
        PtFile file;
        try
        {
            file = PtFile.Open(bytes, Options);
        }
        catch (PtFormatException e)
        {
            MustBeFound(bytes, e);
            return false;
        }
        using (file)
        {
            string tensors = Tensors(file), all = tensors + Values(file);
            bool isSound = file.Verify().IsSound;
            Same("a second look", all, Tensors(file) + Values(file));
            Same("reading at once", tensors, LoadedTensors(bytes));
            if (Saved(isSound, file.Save) is { } again)
            {
                using PtFile second = PtFile.Open(again, Options);
                string found = Tensors(second) + Values(second);
                if (isHonest)
                    Same("the saved file", all, found);
                Same("the file saved twice", Convert.ToHexString(again), Convert.ToHexString(Saved(true, second.Save)!));
            }
            foreach (PtSaveFormat format in (PtSaveFormat[])[PtSaveFormat.Zip, PtSaveFormat.Legacy])
                if (file.Parts.Count > 0)
                    Plain(file, format);
                else if (Saved(false, stream => file.Save(stream, new PtSaveOptions { Format = format })) is { } converted)
                {
                    using PtFile second = PtFile.Open(converted, Options);
                    // A key that is no text may be another object in another protocol.
                    Same($"the file converted to {format}", Tensors(file, withPaths: false), Tensors(second, withPaths: false));
                }
            foreach (PtSaveFormat format in (PtSaveFormat[])[PtSaveFormat.Safetensors, PtSaveFormat.Npz])
                Plain(file, format);
            State(file);
        }
        return true;
    }

    /// <summary>What loading refuses for a name, a scan calls dangerous.</summary>
    public static void MustBeFound(byte[] bytes, PtFormatException refusal)
    {
        if (refusal.Kind != PtErrorKind.ForbiddenGlobal)
            return;
        PtScan scan;
        try
        {
            scan = PtFile.Scan(ByteSource.FromMemory(bytes));
        }
        // Without a header, names that Python could not import make no pickle of a text.
        catch (PtFormatException e) when (e.Kind == PtErrorKind.Unsupported && bytes[0] != (byte)PickleOpcode.Proto)
        {
            return;
        }
        if (!scan.IsDangerous)
            throw new InvalidOperationException($"a scan does not find what loading refuses: {refusal.Message}");
    }

    // Saving writes the protocol that a pickle announces, from 2 on. An opcode of a later one, which Python admits too, then becomes a
    // call of the same meaning: the same value, but another tree.
    static bool KeepsItsProtocol(PicklePart part)
    {
        int announced = Opcodes.HighestProtocol, used = 0;
        foreach (PickleLine line in new PickleListing(part.Content).Lines())
        {
            OpcodeInfo opcode = Opcodes.All.Single(opcode => opcode.Name == line.Opcode);
            if (opcode.Code == PickleOpcode.Proto && line.ByteOffset == 0 && line.Argument is not ("0" or "1"))
                announced = int.Parse(line.Argument, CultureInfo.InvariantCulture);
            used = Math.Max(used, opcode.Protocol);
        }
        return used <= announced;
    }

    static string LoadedTensors(byte[] bytes)
    {
        using PtFile file = PtFile.Open(bytes, Options);
        Attempt(() =>
        {
            foreach (TensorEntry entry in file.Tensors)
                if (entry.Tensor?.Storage is RecordStorage record)
                    Attempt(() => { record.EnsureLoaded(); return 0; });
            return 0;
        });
        return Tensors(file);
    }

    // A tar archive is read and not written, and some trees have no place in another container.
    static byte[]? Saved(bool mustSave, Action<Stream, IProgress<long>?, CancellationToken> save) => Saved(mustSave, stream => save(stream, null, default));

    static byte[]? Saved(bool mustSave, Action<Stream> save)
    {
        using MemoryStream output = new();
        try
        {
            save(output);
            return output.ToArray();
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (PtFormatException) when (!mustSave)
        {
            return null;
        }
    }

    static void State(PtFile file)
    {
        StateDict state;
        try
        {
            state = file.StateDict();
        }
        catch (Exception e) when (e is PtFormatException or InvalidOperationException)
        {
            return;
        }
        byte[]? saved;
        try
        {
            saved = Saved(false, stream => PtFile.Save(stream, state));
        }
        catch (ArgumentException)
        {
            return;
        }
        if (saved is null)
            return;
        using PtFile second = PtFile.Open(saved, Options);
        if (!second.Verify().IsSound)
            throw new InvalidOperationException("a state_dict that was saved anew is not sound");
    }

    // Most trees hold something else than tensors by name.
    static void Plain(PtFile file, PtSaveFormat format)
    {
        byte[]? saved;
        try
        {
            saved = Saved(false, stream => file.Save(stream, new PtSaveOptions { Format = format, Dense = true, Dequantize = true }));
        }
        catch (ArgumentException)
        {
            return;
        }
        if (saved is null)
            return;
        using PtFile second = PtFile.Open(saved, Options);
        if (!second.Verify().IsSound)
            throw new InvalidOperationException($"what was saved as {format} is not sound");
    }

    static string Tensors(PtFile file, bool withPaths = true)
    {
        StringBuilder text = new();
        text.AppendLine(Attempt(() =>
        {
            foreach (TensorEntry entry in file.Tensors)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(withPaths ? entry.Path : "")} {entry.Kind} {entry.DTypeName} {entry.LayoutName} {entry.Shape} [{Numbers(entry.Strides)}] {entry.Offset} ")
                    .Append(CultureInfo.InvariantCulture, $"{entry.TypeName} {entry.RequiresGrad} {entry.Location} ")
                    .AppendLine(Attempt(() => TensorHash.Sha256(entry, Options.Limits)));
                try
                {
                    if (entry.Tensor is not null && entry.Kind == TensorKind.Strided)
                        Attempt(() => { NpyWriter.Write(entry, Stream.Null, limits: Options.Limits); return 0; });
                }
                catch (NotSupportedException)
                {
                    // Not every dtype is NumPy's.
                }
            }
            return "";
        }));
        return text.ToString();
    }

    static string Numbers(IEnumerable<long>? numbers) => string.Join(", ", numbers ?? []);

    static string Values(PtFile file)
    {
        StringBuilder text = new(Convert.ToHexString(PickleOracle.Write(file.Root, 4)));
        text.AppendLine(Attempt(() =>
        {
            foreach (ValueEntry entry in file.Values)
                text.AppendLine(CultureInfo.InvariantCulture, $"{entry.Path} {entry.TypeName} {entry.Repr} {entry.Count} {entry.SameAs}");
            return "";
        }));
        text.AppendLine(Attempt(() => file.Outline().Count.ToString(CultureInfo.InvariantCulture)));
        text.AppendLine(Attempt(() => file.Value is null ? "" : "a value"));
        return text.ToString();
    }

    // The kind of error is a part of what a file is; the place in it is not, as saving moves it.
    static string Attempt(Func<string?> read)
    {
        try
        {
            return read() ?? "";
        }
        catch (PtFormatException e)
        {
            return e.Kind.ToString();
        }
    }

    static string Attempt(Func<int> read) => Attempt(() => read().ToString(CultureInfo.InvariantCulture));

    static void Same(string what, string expected, string found)
    {
        if (expected != found)
            throw new InvalidOperationException($"{what} is another:\n{expected}\n{found}");
    }
}
