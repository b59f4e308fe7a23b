namespace PtFormat.Pickle;

/// <summary>What real checkpoints name and a reader builds values from, and what only makes a value.</summary>
static class KnownGlobals
{
    /// <summary>What the metadata of a distributed checkpoint name, besides dtypes and sizes.</summary>
    public static readonly IReadOnlyList<string> DistributedCheckpoint =
    [
        "torch.distributed.checkpoint.metadata.Metadata", "torch.distributed.checkpoint.metadata.TensorStorageMetadata", "torch.distributed.checkpoint.metadata.BytesStorageMetadata",
        "torch.distributed.checkpoint.metadata.ChunkStorageMetadata", "torch.distributed.checkpoint.metadata.TensorProperties", "torch.distributed.checkpoint.metadata.MetadataIndex",
        "torch.distributed.checkpoint.metadata.StorageMeta", "torch.distributed.checkpoint.metadata._MEM_FORMAT_ENCODING", "torch.distributed.checkpoint.filesystem._StorageInfo",
        "torch.serialization._get_layout", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib._local.PosixPath", "pathlib._local.WindowsPath",
    ];

    static readonly HashSet<string> Names = new(WeightsOnlyNames.Dotted.Concat(DistributedCheckpoint).Concat(
    [
        "builtins.bytes", "builtins.frozenset", "builtins.range", "builtins.slice", "builtins.object",
        "builtins.int", "builtins.float", "builtins.bool", "builtins.str", "builtins.list", "builtins.dict", "builtins.tuple", "builtins.type",
        "collections.defaultdict", "collections.deque", "copyreg._reconstructor",
        "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta", "datetime.timezone",
        "argparse.Namespace", "types.SimpleNamespace", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "functools.partial",
        "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePosixPath", "pathlib.WindowsPath", "pathlib.PureWindowsPath", "pathlib.PurePath",
        "pathlib._local.Path", "pathlib._local.PosixPath", "pathlib._local.PurePosixPath", "pathlib._local.WindowsPath", "pathlib._local.PureWindowsPath",
        "numpy.dtype", "numpy.ndarray",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
        "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer",
        "torch.storage._load_from_bytes", "torch._utils._rebuild_sparse_csr_tensor",
        "torch.jit._pickle.build_intlist", "torch.jit._pickle.build_doublelist", "torch.jit._pickle.build_boollist",
        "torch.jit._pickle.build_tensorlist", "torch.jit._pickle.build_tensor_from_id", "torch.jit._pickle.restore_type_tag",
        // Nothing builds a value of these yet; a checkpoint's settings and messages hold them.
        "collections.ChainMap", "collections.UserDict", "collections.UserList", "collections.UserString", "datetime.tzinfo", "types.GenericAlias", "types.MappingProxyType",
        "urllib.parse.ParseResult", "urllib.parse.ParseResultBytes", "urllib.parse.SplitResult", "urllib.parse.SplitResultBytes",
        "urllib.parse.DefragResult", "urllib.parse.DefragResultBytes", "http.HTTPStatus", "http.HTTPMethod", "signal.Signals", "platform.uname_result",
        // Python 3.11 pickles A | B of an enum's flags as reduce(or_, (A, B)).
        "_operator.or_", "functools.reduce",
    ]), StringComparer.Ordinal);

    /// <summary>Whether the name, under its Python 3 spelling and whole, is one of them.</summary>
    public static bool Contains(string dottedName) => Names.Contains(dottedName);
}
