using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PtFormat.Formats.Zip;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The record <c>.data/serialization_id</c>: 20 decimal digits that hash the record names, then 20 that hash their checksums.
/// Nothing ever checks it, but it is part of the bytes. The names are combined in the order of a C++ <c>unordered_set</c> of
/// strings as libstdc++ keeps it, so files written on other systems have another first half.
/// </summary>
sealed class SerializationId
{
    // How libstdc++'s table grows, from its prime_list.
    static readonly int[] BucketCounts =
    [
        13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697, 1447153, 2938679, 5967347,
    ];

    readonly List<ulong> _names = [];
    ulong _content;

    /// <summary>A record was written; the name is without the root folder.</summary>
    public void AddName(string name)
    {
        Span<byte> usual = stackalloc byte[256];
        _names.Add(Encoding.UTF8.TryGetBytes(name, usual, out int length) ? Hash(usual[..length]) : Hash(Encoding.UTF8.GetBytes(name)));
    }

    /// <summary>A data descriptor was written.</summary>
    public void AddChecksum(uint crc32) => _content = Combine(_content, crc32);

    /// <summary>The start of a payload was written: one that looks like a data descriptor is taken for one.</summary>
    public void SeePayload(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 8 && BinaryPrimitives.ReadUInt32LittleEndian(start) == ZipSignature.DataDescriptor)
            AddChecksum(BinaryPrimitives.ReadUInt32LittleEndian(start[4..]));
    }

    /// <summary>The half that hashes the names added so far.</summary>
    public string Names => Digits(NamesInSetOrder().Aggregate(0UL, Combine));

    /// <summary>The half that hashes the checksums added so far.</summary>
    public string Content => Digits(_content);

    static string Digits(ulong half) => half.ToString("D20", CultureInfo.InvariantCulture);

    static ulong Combine(ulong seed, ulong value) => seed ^ (value + 0x9E3779B9 + (seed << 6) + (seed >> 2));

    // One linked list with a table of buckets over it; each used bucket knows the element in front of its first.
    IEnumerable<ulong> NamesInSetOrder()
    {
        const int None = -1;
        int head = _names.Count;
        int[] next = new int[_names.Count + 1], before = [];
        next[head] = None;
        int growth = 0;
        for (int name = 0; name < _names.Count; name++)
        {
            if (name + 1 > before.Length || name == 0)
                before = Rehash(BucketCounts[Math.Min(growth++, BucketCounts.Length - 1)]);
            Link(name);
        }
        for (int name = next[head]; name != None; name = next[name])
            yield return _names[name];

        int[] Rehash(int count)
        {
            before = new int[count];
            Array.Fill(before, None);
            int name = next[head];
            next[head] = None;
            while (name != None)
            {
                int following = next[name];
                Link(name);
                name = following;
            }
            return before;
        }

        void Link(int name)
        {
            ref int front = ref before[Bucket(name)];
            if (front != None)
            {
                next[name] = next[front];
                next[front] = name;
                return;
            }
            next[name] = next[head];
            next[head] = name;
            front = head;
            if (next[name] != None)
                before[Bucket(next[name])] = name;
        }

        int Bucket(int name) => (int)(_names[name] % (ulong)before.Length);
    }

    // The 64-bit Murmur variant behind libstdc++'s std::hash of a string.
    static ulong Hash(ReadOnlySpan<byte> name)
    {
        const ulong Multiplier = 0xC6A4A7935BD1E995, Seed = 0xC70F6907;
        ulong hash = Seed ^ ((ulong)name.Length * Multiplier);
        for (; name.Length >= 8; name = name[8..])
            hash = (hash ^ (Mixed(BinaryPrimitives.ReadUInt64LittleEndian(name) * Multiplier) * Multiplier)) * Multiplier;
        if (name.Length > 0)
        {
            ulong rest = 0;
            for (int i = name.Length - 1; i >= 0; i--)
                rest = rest << 8 | name[i];
            hash = (hash ^ rest) * Multiplier;
        }
        return Mixed(Mixed(hash) * Multiplier);

        static ulong Mixed(ulong value) => value ^ (value >> 47);
    }
}
