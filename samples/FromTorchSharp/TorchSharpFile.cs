using PtFormat.Tensors;

/// <summary>
/// What TorchSharp's <c>module.save(path)</c> writes: the number of entries, then each entry's name and tensor. Numbers are LEB128;
/// a tensor is its dtype's number in libtorch, the number of its dimensions, their sizes, and its elements.
/// </summary>
static class TorchSharpFile
{
    public static StateDict Read(string path)
    {
        using BinaryReader reader = new(File.OpenRead(path));
        StateDict state = [];
        for (long left = reader.Read7BitEncodedInt64(); left > 0; left--)
        {
            string name = reader.ReadString();
            state.Add(name, ReadTensor(reader, name));
        }
        return state;
    }

    static Tensor ReadTensor(BinaryReader reader, string name)
    {
        DType dtype = reader.Read7BitEncodedInt64() switch
        {
            0 => DType.UInt8,
            1 => DType.Int8,
            2 => DType.Int16,
            3 => DType.Int32,
            4 => DType.Int64,
            5 => DType.Float16,
            6 => DType.Float32,
            7 => DType.Float64,
            11 => DType.Bool,
            15 => DType.BFloat16,
            long other => throw new InvalidDataException($"{name} has dtype {other}, which is none that modules of TorchSharp have"),
        };
        long[] sizes = new long[reader.Read7BitEncodedInt()];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = reader.Read7BitEncodedInt64();
        // Sizes of a file are believed when its bytes are there.
        long bytes = sizes.Aggregate((long)dtype.ItemSize(), (product, size) => checked(product * size));
        if (bytes > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException($"{name} needs {bytes} bytes, {reader.BaseStream.Length - reader.BaseStream.Position} are left");
        Tensor tensor = Tensor.Zeros(Shape.Create(sizes), dtype);
        Device.Cpu.CopyFromHost(reader.ReadBytes(checked((int)bytes)), tensor.Storage, 0);
        return tensor;
    }
}
