namespace PtFormat.Pickle;

/// <summary>
/// What a name does when a file calls it. In the libraries that are there wherever PyTorch is, thousands of functions import,
/// execute, load or write on the way, and each release adds some: there only functions that are known to be harmless pass.
/// </summary>
static class CalledFunctions
{
    const string Unknown = "calls a function that PtFormat does not know";

    // With them Python's standard library as of 3.14, without the modules that are hazards as a whole and without 'code', a name that packages of users have.
    static readonly HashSet<string> Libraries = new(
        [
            "torch", "torchvision", "torchaudio", "torchgen", "functorch", "numpy",
            "__future__", "_abc", "_ast", "_bisect", "_blake2", "_bootsubprocess", "_codecs", "_collections", "_collections_abc", "_colorize", "_compat_pickle", "_contextvars", "_csv", "_datetime",
            "_decimal", "_functools", "_hashlib", "_heapq", "_io", "_json", "_locale", "_markupbase", "_md5", "_msi", "_opcode", "_overlapped", "_posixshmem", "_py_abc", "_pydatetime", "_pydecimal",
            "_queue", "_random", "_scproxy", "_sha1", "_sha2", "_sha256", "_sha3", "_sha512", "_sitebuiltins", "_sre", "_stat", "_statistics", "_string", "_strptime", "_struct", "_suggestions",
            "_symtable", "_sysconfig", "_threading_local", "_tokenize", "_types", "_typing", "_uuid", "_warnings", "_weakref", "_weakrefset", "_zoneinfo", "_zstd", "abc", "argparse", "array", "ast",
            "audioop", "base64", "binascii", "bisect", "calendar", "cgi", "chunk", "cmath", "cmd", "codecs", "collections", "colorsys", "configparser", "contextlib", "contextvars", "copy", "copyreg",
            "csv", "dataclasses", "datetime", "decimal", "email", "encodings", "enum", "errno", "fnmatch", "formatter", "fractions", "functools", "getopt", "gettext", "graphlib", "hashlib", "heapq",
            "hmac", "html", "imghdr", "io", "ipaddress", "itertools", "json", "keyword", "locale", "logging", "math", "mimetypes", "msilib", "nturl2path", "numbers", "opcode", "optparse",
            "ossaudiodev", "parser", "pathlib", "pprint", "pstats", "pydoc_data", "queue", "quopri", "random", "re", "reprlib", "secrets", "shlex", "sndhdr", "sre_compile", "sre_constants",
            "sre_parse", "stat", "statistics", "string", "stringprep", "struct", "symbol", "symtable", "tabnanny", "textwrap", "this", "time", "token", "tomllib", "traceback", "tty", "typing",
            "unicodedata", "uuid", "warnings", "weakref", "xdrlib", "zlib", "zoneinfo",
        ],
        StringComparer.Ordinal);

    // They make values of their arguments and nothing else.
    static readonly HashSet<string> Harmless = new(
        [
            "collections.OrderedDict.fromkeys", "copyreg.__newobj__", "copyreg.__newobj_ex__", "array.array", "array._array_reconstructor", "itertools.count", "itertools.repeat", "itertools.cycle",
            "re._compile", "re.compile", "time.struct_time", "logging.getLogger", "zoneinfo.ZoneInfo._unpickle", "uuid.UUID", "datetime.datetime.fromtimestamp", "datetime.datetime.fromisoformat",
            "random.Random", "_random.Random", "functools.partial", "functools.reduce", "_functools.partial", "_functools.reduce", "math.inf", "operator.or_",
            "numpy.array", "numpy.asarray", "numpy.zeros", "numpy.ones", "numpy.full", "numpy.arange", "numpy.record", "numpy.recarray",
            "numpy.bool", "numpy.bool_", "numpy.int8", "numpy.int16", "numpy.int32", "numpy.int64", "numpy.uint8", "numpy.uint16", "numpy.uint32", "numpy.uint64", "numpy.intc", "numpy.longlong",
            "numpy.float16", "numpy.float32", "numpy.float64", "numpy.longdouble", "numpy.complex64", "numpy.complex128", "numpy.datetime64", "numpy.timedelta64", "numpy.str_", "numpy.bytes_", "numpy.void",
            "numpy.ma.core._mareconstruct", "numpy.random._pickle.__randomstate_ctor", "numpy.random._pickle.__generator_ctor", "numpy.random._pickle.__bit_generator_ctor", "numpy.random.__RandomState_ctor",
            "numpy._core._internal._convert_to_stringdtype_kwargs",
            "torch._tensor._rebuild_from_type", "torch._utils._rebuild_xla_tensor", "torch._utils._rebuild_ort_tensor", "torch._utils._rebuild_mlc_tensor", "torch.nested._internal.nested_tensor._rebuild_njt",
            "torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.zeros", "torch.ones", "torch.empty", "torch.full", "torch.arange", "torch.finfo", "torch.iinfo", "torch.memory_format", "torch.layout", "torch.dtype",
            "torch.nn.backends.thnn._get_thnn_function_backend",
            // A pickled module holds its activation, alone or in a partial.
            "torch.relu", "torch.sigmoid", "torch.tanh", "torch.softmax", "torch.log_softmax", "torch.sin", "torch.cos", "torch.exp", "torch.add", "torch.mul", "torch.cat", "torch.mean", "torch.sum",
            .. from module in (string[])["torch.nn.functional.", "torch._C._nn."]
               from function in (string[])["relu", "relu6", "gelu", "silu", "mish", "elu", "celu", "selu", "leaky_relu", "prelu", "rrelu", "glu", "hardtanh", "hardswish", "hardsigmoid", "hardshrink", "softshrink",
                   "tanhshrink", "softplus", "softsign", "softmax", "softmin", "log_softmax", "logsigmoid", "sigmoid", "tanh", "normalize", "layer_norm", "batch_norm", "group_norm", "dropout", "pad", "interpolate", "one_hot",
                   "cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div", "binary_cross_entropy", "binary_cross_entropy_with_logits", "linear", "conv1d", "conv2d", "conv3d",
                   "avg_pool1d", "avg_pool2d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "max_pool1d", "max_pool2d", "cosine_similarity", "pairwise_distance"]
               select module + function,
        ],
        StringComparer.Ordinal);

    // What is handed to them they call.
    static readonly HashSet<string> Callers = new(
        [
            "builtins.map", "builtins.filter", "builtins.iter", "builtins.sorted", "builtins.min", "builtins.max", "functools.partial", "functools.reduce", "_functools.partial", "_functools.reduce", "collections.defaultdict",
            "torch._tensor._rebuild_from_type", "torch._tensor._rebuild_from_type_v2", "numpy.random._pickle.__generator_ctor", "numpy.random._pickle.__bit_generator_ctor", "numpy.random._pickle.__randomstate_ctor",
        ],
        StringComparer.Ordinal);

    /// <summary>What calling a name would do beyond what the name's own rating says, as the rest of a sentence; null where nothing.</summary>
    public static string? EffectOf(string module, string name)
    {
        string dotted = $"{module}.{name}", last = name[(name.LastIndexOf('.') + 1)..];
        if (KnownGlobals.Contains(dotted) || Harmless.Contains(dotted) || last == "__new__")
            return null;
        // What Cython generates makes its class and nothing else.
        if (module.StartsWith("numpy.", StringComparison.Ordinal) && last.StartsWith("__pyx_unpickle_", StringComparison.Ordinal))
            return null;
        if (module != "builtins" && GlobalHazards.Everywhere(last) is { } effect)
            return effect;
        // A class makes an object; those that act are listed as hazards.
        ReadOnlySpan<char> bare = last.AsSpan().TrimStart('_');
        int dot = module.IndexOf('.', StringComparison.Ordinal);
        return Libraries.Contains(dot < 0 ? module : module[..dot]) && (bare.IsEmpty || !char.IsUpper(bare[0])) ? Unknown : null;
    }

    /// <summary>Whether these can be a module and a name: any text that starts like an opcode has two lines.</summary>
    public static bool IsPlausible(string module, string name) => IsPath(module) && IsPath(name);

    static bool IsPath(string path)
    {
        foreach (string step in path.Split('.'))
            if (step.Length == 0 || char.IsAsciiDigit(step[0]) || step.AsSpan().IndexOfAnyExcept(IdentifierChars) is >= 0 and var at && step[at] < 0x80)
                return false;
        return true;
    }

    static readonly System.Buffers.SearchValues<char> IdentifierChars = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>The name of the function, in <c>torch.storage</c>, that unpickles bytes.</summary>
    public const string FileReader = "_load_from_bytes";

    /// <summary>
    /// Whether a name is good for being called and nothing else. What calls it can then be looked at; kept, or handed to another
    /// function, it would act where nobody sees with what. A dotted name reaches torch's from any of torch's modules.
    /// </summary>
    public static bool MustBeCalled(string module, string name) =>
        module == "builtins" && name == "getattr"
        || name.EndsWith(FileReader, StringComparison.Ordinal) && (name.Length == FileReader.Length || name[^(FileReader.Length + 1)] == '.')
        && (module == "torch" || module.StartsWith("torch.", StringComparison.Ordinal));

    /// <summary>Whether it calls what it is given, now or later.</summary>
    public static bool IsCaller(string module, string name) => Callers.Contains($"{module}.{name}");
}
