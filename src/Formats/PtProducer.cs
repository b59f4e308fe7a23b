namespace PtFormat.Formats;

/// <summary>
/// The program that a saved file shall look like the work of. What differs between versions is which records the container has,
/// how some tensors are rebuilt, and which texts are one object.
/// </summary>
/// <param name="Torch">PyTorch's version.</param>
/// <param name="Python">The version of Python that it runs under.</param>
/// <param name="NumPy">The version of NumPy beside it.</param>
public sealed record PtProducer(Version Torch, Version Python, Version NumPy)
{
    /// <summary>PyTorch 1.13 under Python 3.11 with NumPy 1.24.</summary>
    public static PtProducer Torch113 { get; } = new(new(1, 13), new(3, 11), new(1, 24));

    /// <summary>PyTorch 2.6 under Python 3.13 with NumPy 2.2.</summary>
    public static PtProducer Torch26 { get; } = new(new(2, 6), new(3, 13), new(2, 2));

    /// <summary>PyTorch 2.14 under Python 3.14 with NumPy 2.3.</summary>
    public static PtProducer Torch214 { get; } = new(new(2, 14), new(3, 14), new(2, 3));

    /// <summary>The records <c>byteorder</c> and <c>.data/serialization_id</c>.</summary>
    internal bool HasSerializationId => IsTorch(2, 1);

    /// <summary>Distributed checkpoints whose values are files of torch.save by name, lists and dictionaries taken apart.</summary>
    internal bool HasDistributedCheckpoints => IsTorch(2, 4);

    /// <summary>A version in the metadata of distributed checkpoints.</summary>
    internal bool HasDistributedVersion => IsTorch(2, 7);

    /// <summary>The protocol of <c>pickle.dump</c> where none is asked for.</summary>
    internal int PickleDefault => Python >= new Version(3, 14) ? 5 : 4;

    /// <summary>The switch <c>set_crc32_options</c>.</summary>
    internal bool HasCrcOption => IsTorch(2, 6);

    /// <summary>The records <c>.format_version</c> and <c>.storage_alignment</c>, and storages in numeric order.</summary>
    internal bool HasFormatVersion => IsTorch(2, 7);

    /// <summary>More than COO and CSR, and COO's flag that says whether it is coalesced.</summary>
    internal bool HasAllSparseLayouts => IsTorch(2, 0);

    /// <summary>Nested tensors.</summary>
    internal bool HasNested => IsTorch(2, 0);

    /// <summary>Modules keep parameters, buffers and children in plain dicts; before, in OrderedDicts.</summary>
    internal bool HasPlainModuleDicts => IsTorch(2, 5);

    /// <summary>Names files with a non-ASCII path as if they were streams.</summary>
    internal bool OpensPathsItself => IsTorch(2, 0);

    /// <summary>
    /// True where a literal of one character is another object than the string of that character that slicing gives: CPython
    /// 3.11 keeps some in the code of its frozen modules.
    /// </summary>
    internal bool IsLiteralApart(char character) =>
        Python is { Major: 3, Minor: 11 } && (character is 'B' or 'C' or 'L' or 'S' or 'T' or '_' || char.IsAsciiLetterLower(character) && character is not ('g' or 'u' or 'z'));

    internal bool IsTorch(int major, int minor) => Torch >= new Version(major, minor);

    /// <summary><c>PyTorch 2.14</c></summary>
    public override string ToString() => $"PyTorch {Torch}";
}
