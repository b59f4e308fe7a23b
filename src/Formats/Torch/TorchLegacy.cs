using System.Globalization;
using System.Numerics;
using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The container before 1.6: five pickles (magic number, version, system, object, storage keys), then each key's element count
/// and elements, always little-endian. Also a pickle on its own, which starts like one.
/// </summary>
sealed partial class TorchLegacy : TorchContent
{
    /// <summary>The first pickle's value.</summary>
    public static readonly BigInteger Magic = BigInteger.Parse("1950A86A20F9469CFC6C", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Its LONG1 and STOP, as protocols 2 and above write them; below it is LONG's decimal line.</summary>
    public static readonly byte[] BinaryMagic = [(byte)PickleOpcode.Long1, 10, .. Magic.ToByteArray(), (byte)PickleOpcode.Stop];

    /// <summary>The second pickle's value.</summary>
    public const int Version = 1001;

    /// <summary>Whether a pickle is the magic number's, in the spelling of any protocol.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> pickle) => pickle.EndsWith(BinaryMagic) || pickle.EndsWith(TextMagic);

    static readonly byte[] TextMagic = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"L{Magic}L\n."));


    /// <summary>Bytes of the element count before each storage.</summary>
    const int CountBytes = sizeof(long);

    TorchLegacy(PickleValue tree, TorchStorages storages) => (Tree, Storages) = (tree, storages);

    public override PickleValue Tree { get; }

    public override TorchStorages Storages { get; }

    /// <exception cref="PtFormatException">The bytes are malformed, or a pickle is refused.</exception>
    public static async ValueTask<TorchContent> ReadAsync(DualReader reader, PtLoadOptions options, int depth, byte[] head)
    {
        long length = reader.Source.Length;
        PickleStream pickles = new(reader, options.Limits, length, null);
        NestedFiles nested = new(options, depth);
        PickleValue first;
        byte[] bytes;
        try
        {
            bytes = await pickles.NextAsync().ConfigureAwait(false);
            first = nested.Run(bytes, new(null, 0));
        }
        catch (PtFormatException e) when (!FileKind.IsBinaryPickle(head) && e.Kind is PtErrorKind.Malformed or PtErrorKind.Truncated or PtErrorKind.Unsupported)
        {
            // Without a header anything may look like a pickle for a few bytes.
            throw FileKind.Unsupported(head, e);
        }
        if (first is not PyInt number)
            return Bare(first, bytes, options, nested, length);
        if (number.Value != Magic)
        {
            if (pickles.Position == length)
                return Bare(first, bytes, options, nested, length);
            throw new PtFormatException(PtErrorKind.Malformed, "the file starts with a pickled integer that is not PyTorch's magic number", 0);
        }

        long versionAt = pickles.Position;
        byte[] versionBytes = await pickles.NextAsync().ConfigureAwait(false);
        PickleValue version = nested.Run(versionBytes, new(null, versionAt));
        if (version is not PyInt { Value: var known } || known != Version)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the protocol version is not {Version}, the only one there is", versionAt);
        // What the system was like says nothing about the file: its numbers are little-endian everywhere.
        long systemAt = pickles.Position;
        byte[] systemBytes = await pickles.NextAsync().ConfigureAwait(false);
        PickleValue system = nested.Run(systemBytes, new(null, systemAt));
        PickleOrigin origin = new(null, pickles.Position);
        byte[] treeBytes = await pickles.NextAsync().ConfigureAwait(false);
        PickleValue tree = nested.Run(treeBytes, origin);
        long keysAt = pickles.Position;
        byte[] keysBytes = await pickles.NextAsync().ConfigureAwait(false);
        PickleValue keys = nested.Run(keysBytes, new(null, keysAt));
        LegacyStorages storages = new(options.Limits, origin, reader.Source);
        storages.Locate(tree, keys, keysAt, pickles.Position);
        return new TorchLegacy(tree, storages)
        {
            Container = new(PtContainerKind.Legacy) { PickleProtocol = PickleProtocol.Detect(treeBytes) },
            _heads = [(first, PickleProtocol.Detect(bytes)), (version, PickleProtocol.Detect(versionBytes)), (system, PickleProtocol.Detect(systemBytes))],
            _keys = (PyList)keys,
            _keysProtocol = PickleProtocol.Detect(keysBytes),
            PickleBytes = treeBytes.Length,
            Origin = origin,
            EndOffset = storages.EndOffset,
            Nested = nested,
        };
    }

    static TorchLegacy Bare(PickleValue tree, byte[] bytes, PtLoadOptions options, NestedFiles nested, long length)
    {
        long position = bytes.Length;
        if (position != length && !options.AllowsMore)
            throw new PtFormatException(PtErrorKind.Malformed, $"{length - position} bytes follow the pickle's STOP: it ends there", position);
        PickleOrigin origin = new(null, 0);
        return new(tree, new LegacyStorages(options.Limits, origin, ByteSource.FromMemory(default)))
        {
            Container = new(PtContainerKind.Pickle) { PickleProtocol = PickleProtocol.Detect(bytes) },
            PickleBytes = position,
            Origin = origin,
            EndOffset = position,
            Nested = nested,
        };
    }

    sealed class LegacyStorages(LoadLimits limits, PickleOrigin origin, ByteSource source) : TorchStorages(limits, origin)
    {
        readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
        readonly Dictionary<string, PyPersistentId> _ids = new(StringComparer.Ordinal);

        public long EndOffset { get; private set; }

        protected override int IdItems => 6;

        /// <summary>Finds where each storage lies: the keys are listed in the order of the storages, whose lengths the tree tells.</summary>
        public void Locate(PickleValue tree, PickleValue keys, long keysAt, long position)
        {
            Dictionary<string, StorageReference> named = new(StringComparer.Ordinal);
            foreach (PyPersistentId id in Ids(tree))
            {
                // Classes have ids, too.
                if (id.Class is not null)
                    continue;
                StorageReference reference = Parse(id);
                _ids.TryAdd(reference.Key, id);
                if (!named.TryAdd(reference.Key, reference) && (named[reference.Key].Class, named[reference.Key].Count) != (reference.Class, reference.Count))
                    throw Malformed($"storage {PtFormatException.Quote(reference.Key)} is named twice with different classes or lengths", id);
            }
            if (keys is not PyList list)
                throw Wrong("the list of storage keys is no list");
            foreach (PickleValue node in list.Items)
            {
                if (PythonStrings.Of(node) is not { } key || !named.TryGetValue(key, out StorageReference reference))
                    throw Wrong($"the list of storage keys holds {(PythonStrings.Of(node) is { } text ? PtFormatException.Quote(text) : node.Kind)}, which no tensor uses");
                if (!_positions.TryAdd(key, position))
                    throw Wrong($"the list of storage keys holds {PtFormatException.Quote(key)} twice");
                if (reference.ByteLength > source.Length - position - CountBytes)
                    throw new PtFormatException(PtErrorKind.Truncated, $"storage {PtFormatException.Quote(key)} of {reference.ByteLength} bytes reaches past the end of the file", position);
                position += CountBytes + reference.ByteLength;
            }
            EndOffset = position;

            PtFormatException Wrong(string what) => new(PtErrorKind.Malformed, what, keysAt);
        }

        /// <summary>The whole storage of a key in the list, whether a tensor asked for it before or not, and with its bytes where the tensor is on the meta device.</summary>
        public LocatedStorage Locate(string key)
        {
            LocatedStorage located = Find(key) ?? Root(Parse(_ids[key]), _ids[key]);
            return located.Storage.Device == Device.Meta ? located with { Storage = Open(located.Reference, _ids[key]) } : located;
        }

        protected override Storage Open(StorageReference reference, PyPersistentId id) =>
            _positions.TryGetValue(reference.Key, out long position)
                ? new RecordStorage(new CountedRecord(source, position, reference.Count, reference.ByteLength, $"storage {reference.Key}"))
                : throw Malformed($"storage {PtFormatException.Quote(reference.Key)} is not in the list of storage keys", id);

        static IEnumerable<PyPersistentId> Ids(PickleValue tree)
        {
            PickleWalk walk = new(tree);
            while (walk.Next() is { } node)
                if (node is PyPersistentId id)
                    yield return id;
        }
    }
}
