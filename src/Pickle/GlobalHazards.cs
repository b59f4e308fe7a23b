namespace PtFormat.Pickle;

/// <summary>
/// What could act in Python when a file calls it with arguments of its choice. Whole modules rather than names: what a module
/// offers today is not what it offers in the next Python, and no honest checkpoint stores its functions.
/// </summary>
static class GlobalHazards
{
    const string Shell = "runs a shell command";
    const string Programs = "starts programs";
    const string Code = "runs Python code from a text";
    const string Imports = "imports or loads other code";
    const string Native = "calls native code or touches raw memory";
    const string Network = "opens network connections";
    const string Unpickles = "unpickles or loads other data";
    const string Files = "reads, writes or deletes files";
    const string System = "reaches processes, files and the environment";
    const string Attributes = "reaches any attribute by its name";
    const string Interpreter = "reaches into the running interpreter";
    const string Registers = "changes what later loads call";
    const string Installs = "installs or builds software";
    const string Workers = "starts threads or processes";
    const string Stalls = "stalls the program";
    const string Functions = "makes functions and modules";
    const string Builtin = "is a built-in function beyond making values";

    // A row covers each name and everything below it: functions of a module, modules of a package, methods of a class. The longest wins.
    static readonly (string Effect, string[] Names)[] Rows =
    [
        (Shell,
        [
            "os.system", "os.popen", "posix.system", "nt.system", "subprocess.getoutput", "subprocess.getstatusoutput", "commands.getoutput", "commands.getstatusoutput", "commands.getstatus", "popen2", "pipes", "mailcap",
            "platform.popen", "pydoc.pipepager", "pydoc.tempfilepager", "_pyrepl", "torch.utils.collect_env", "_osx_support", "_aix_support",
        ]),
        (Programs,
        [
            "subprocess", "_posixsubprocess", "_winapi", "pty", "os.execl", "os.execle", "os.execlp", "os.execlpe", "os.execv", "os.execve", "os.execvp", "os.execvpe",
            "os.spawnl", "os.spawnle", "os.spawnlp", "os.spawnlpe", "os.spawnv", "os.spawnve", "os.spawnvp", "os.spawnvpe", "os.posix_spawn", "os.posix_spawnp", "os.startfile",
            "posix.execv", "posix.execve", "posix.posix_spawn", "posix.posix_spawnp", "nt.execv", "nt.execve", "nt.spawnv", "nt.spawnve", "nt.startfile",
            "uuid._popen", "uuid._get_command_stdout", "webbrowser", "antigravity", "pexpect", "ptyprocess", "psutil", "plumbum", "fabric", "sh", "test.support", "test.libregrtest", "test.regrtest",
            "torch._inductor", "torch.utils.hipify", "git.Git", "git.Repo", "git.refresh", "git.cmd.Git", "git.repo.base.Repo", "distributed.utils.import_file",
            "_bootsubprocess", "torch.backends.xeon.run_cpu", "torch._strobelight", "torch.utils._strobelight",
        ]),
        (Code,
        [
            "optparse.Values.read_file", "builtins.eval", "builtins.exec", "builtins.execfile", "builtins.compile", "builtins.input", "builtins.breakpoint", "builtins.help",
            "code.interact", "code.compile_command", "code.InteractiveInterpreter", "code.InteractiveConsole", "codeop", "runpy", "timeit", "cProfile", "_lsprof", "profile", "pdb", "bdb", "trace", "doctest", "idlelib", "lib2to3", "rlcompleter", "unittest", "cgitb",
            "_interpreters", "_xxsubinterpreters", "_testcapi", "_testinternalcapi", "interpreters", "turtledemo", "IPython", "ipykernel", "jinja2", "mako", "numba",
            "typing.get_type_hints", "typing.ForwardRef", "typing._eval_type", "typing.evaluate_forward_ref", "annotationlib", "dataclasses._create_fn", "dataclasses.make_dataclass",
            "torch.fx", "torch._dynamo", "torch.jit", "torch.compile", "torch.utils.benchmark", "torch.utils.bottleneck", "torch.testing._internal", "torch.distributed.nn.jit",
            "torch.utils._sympy", "torch._export", "torch.onnx",
            "numpy.f2py", "numpy.testing", "pandas.eval", "pandas.core.computation", "pandas.core.frame.DataFrame.eval", "pandas.core.frame.DataFrame.query",
            "pandas.DataFrame.eval", "pandas.DataFrame.query", "sympy.core.sympify", "sympy.sympify", "sympy.parsing",
        ]),
        (Imports,
        [
            "builtins.__import__", "builtins.reload", "importlib", "importlib_metadata", "_frozen_importlib", "_frozen_importlib_external", "imp", "_imp", "zipimport", "pkgutil", "pkg_resources", "modulefinder",
            "pydoc", "pyclbr", "test.support.import_helper", "site", "sysconfig", "torch._utils._import_dotted_name", "torch._C.import_ir_module", "torch._C.import_ir_module_from_buffer", "torch._C._import_ir_module_from_package", "torch._C._load_for_lite_interpreter",
            "torch._C._load_for_mobile", "optparse.Values.read_module", "_sitebuiltins", "numpy.core._ufunc_reconstruct", "numpy._core._ufunc_reconstruct", "torch.hub", "torch.package", "torch.utils.model_zoo", "transformers.dynamic_module_utils", "pyximport",
        ]),
        (Native,
        [
            "ctypes", "_ctypes", "_ctypes_test", "cffi", "_cffi_backend", "mmap", "builtins.memoryview", "faulthandler", "msvcrt", "fcntl", "termios", "numpy.ctypeslib", "numpy.memmap",
            "torch.ops", "torch._ops", "torch.classes", "torch._classes", "torch.from_file", "torch.multiprocessing", "torch._C._import_ir_module", "torch.cuda.memory.CUDAPluggableAllocator", "torch.cuda.CUDAPluggableAllocator", "torch.xpu.memory.XPUPluggableAllocator", "torch._preload_cuda_lib", "torch._load_global_deps", "torch.cuda.jiterator", "torch.cuda._compile_kernel",
            "llvmlite", "triton", "cupy.RawKernel", "cupy.RawModule",
        ]),
        (Network,
        [
            "socket", "_socket", "ssl", "_ssl", "socketserver", "select", "selectors", "http", "urllib", "urllib2", "urllib3", "requests", "httplib", "httplib2", "httpx", "httpcore", "aiohttp",
            "ftplib", "smtplib", "smtpd", "poplib", "imaplib", "nntplib", "telnetlib", "xmlrpc", "wsgiref", "asyncore", "asynchat", "paramiko", "websocket", "websockets", "pycurl", "tornado",
            "twisted", "gevent", "boto3", "botocore", "fsspec", "s3fs", "gcsfs", "smart_open", "huggingface_hub", "logging.config", "logging.handlers",
            "torch.distributed.rpc", "torch.distributed.launch", "torch.distributed.run", "torch.distributed.elastic", "torch.distributed.launcher", "rpyc", "Pyro4", "Pyro5", "execnet", "ray.init", "ray.remote", "dask",
            "distributed.Client", "distributed.client.Client", "distributed.LocalCluster", "distributed.deploy.local.LocalCluster", "distributed.protocol.pickle.loads", "distributed.protocol.serialize.deserialize",
            "docker.from_env", "docker.client.from_env", "docker.DockerClient", "docker.client.DockerClient", "docker.APIClient", "docker.api.client.APIClient",
        ]),
        (Unpickles,
        [
            "pickle", "_pickle", "cPickle", "pickletools", "dill", "cloudpickle", "joblib", "marshal", "shelve", "dbm", "_dbm", "_gdbm", "jsonpickle", "yaml", "ruamel", "ray.cloudpickle", "hickle", "klepto", "srsly",
            "torch.load", "torch.save", "torch.serialization", "torch.export", "torch.storage._load_from_file", "torch._C.PyTorchFileReader", "torch._C.PyTorchFileWriter",
            "torch.utils._config_module", "torch.utils.data.datapipes.utils", "torch.utils.serialization", "torch.utils.show_pickle", "torch._weights_only_unpickler", "torch._package",
            "torch.distributed.checkpoint.state_dict_loader", "torch.distributed.checkpoint.load", "torch.distributed.distributed_c10d",
            "numpy.load", "numpy.loads", "numpy.lib.npyio", "numpy.lib._npyio_impl", "numpy.lib.format", "numpy.lib._format_impl",
            "pandas.io", "pandas.read_pickle", "pandas.read_hdf", "keras.models", "keras.saving", "keras.src.saving", "tensorflow.keras.models", "tensorflow.saved_model", "sklearn.externals", "skops", "mlflow",
        ]),
        (Files,
        [
            "builtins.open", "builtins.file", "io.open", "io.open_code", "io.FileIO", "_io.open", "_io.open_code", "_io.FileIO", "_pyio", "codecs.open", "tokenize", "shutil", "tempfile", "glob", "fileinput", "filecmp",
            "difflib", "linecache", "zipfile", "tarfile", "zipapp", "gzip", "bz2", "_bz2", "lzma", "_lzma", "compression.bz2", "compression.gzip", "compression.lzma", "compression.zlib", "compression.zstd", "compression._common", "compileall", "py_compile", "mailbox", "netrc", "uu", "binhex", "plistlib", "wave", "aifc", "sunau", "pathlib",
            "argparse.FileType", "pstats.Stats", "torch._vendor.quack.autotuner.FileCacheManager", "io.TextIOWrapper", "_io.TextIOWrapper", "logging.FileHandler", "logging.basicConfig", "readline", "sqlite3", "_sqlite3", "configparser.RawConfigParser.read", "configparser.ConfigParser.read", "xml", "_elementtree", "pyexpat",
            "torch.UntypedStorage.from_file", "torch.storage.UntypedStorage.from_file", "torch.storage._StorageBase.from_file", "torch.utils.tensorboard", "torch.utils.file_baton", "torch.profiler",
            "numpy.save", "numpy.savez", "numpy.savez_compressed", "numpy.savetxt", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "numpy.fromregex", "numpy.DataSource", "numpy.lib._datasource",
            "numpy.ndarray.tofile", "numpy.ndarray.dump", "numpy.core.multiarray.fromfile", "numpy._core.multiarray.fromfile", "numpy.core.memmap", "numpy._core.memmap", "scipy.io", "h5py", "torchvision.io", "torchaudio.load", "torchaudio.save", "torchaudio.io", "torchaudio.backend", "PIL.Image.open",
            "cv2.imread", "cv2.imwrite", "cv2.VideoCapture", "cv2.VideoWriter", "cv2.FileStorage",
            "pandas.read_csv", "pandas.read_table", "pandas.read_json", "pandas.read_html", "pandas.read_xml", "pandas.read_excel", "pandas.read_sql", "pandas.read_parquet", "pandas.read_feather", "pandas.read_orc",
        ]),
        (System,
        [
            "os", "posix", "nt", "posixpath", "ntpath", "genericpath", "sys", "resource", "syslog", "platform", "getpass", "pwd", "grp", "spwd", "crypt", "nis", "winreg", "curses", "tkinter", "_tkinter", "turtle", "cmd2", "cmd.Cmd",
        ]),
        (Attributes,
        [
            "builtins.getattr", "builtins.setattr", "builtins.delattr", "builtins.hasattr", "builtins.vars", "builtins.dir", "builtins.super", "builtins.property", "builtins.classmethod", "builtins.staticmethod",
            "operator", "_operator", "inspect", "string.Formatter", "functools.partialmethod", "unittest.mock",
        ]),
        (Interpreter,
        [
            "builtins.globals", "builtins.locals", "builtins.exit", "builtins.quit", "builtins.__build_class__", "builtins.apply", "gc", "dis", "atexit", "weakref.finalize", "signal", "_signal", "tracemalloc", "_tracemalloc",
        ]),
        (Registers, ["copyreg", "codecs.register", "codecs.register_error", "_codecs.register", "_codecs.register_error", "functools.singledispatch", "torch.utils._pytree.register_pytree_node", "torch.utils._pytree._register_pytree_node"]),
        (Installs, ["pip", "ensurepip", "setuptools", "distutils", "venv", "wheel", "conda", "numpy.distutils", "torch.utils.cpp_extension", "torch.utils._cpp_extension_versioner", "_distutils_hack"]),
        (Workers, ["multiprocessing", "_multiprocessing", "threading", "_thread", "concurrent", "torch.distributed.checkpoint.staging._ReplicationStager", "asyncio", "_asyncio", "sched", "loky"]),
        (Stalls, ["time.sleep"]),
        (Functions, ["types"]),
        (Builtin, ["builtins", "__builtin__", "__builtins__"]),
    ];

    // What in these modules only makes values, or acts only through another name, which is judged under its own.
    static readonly HashSet<string> Exempt = new(
        new[]
        {
            "copyreg.__newobj__", "copyreg.__newobj_ex__", "types.NoneType", "types.EllipsisType", "types.NotImplementedType", "types.UnionType", "types.DynamicClassAttribute",
            "inspect.Signature", "inspect.Parameter", "inspect._ParameterKind", "inspect._empty",
            "torch._dynamo.decorators._DimRange", "torch._dynamo.eval_frame.OptimizedModule",
            "torch.fx.immutable_collections.immutable_list", "torch.fx.immutable_collections.immutable_dict", "torch.distributed.distributed_c10d.ReduceOp",
        }.Concat(PythonNames.BuiltinExceptions.Select(name => $"builtins.{name}")),
        StringComparer.Ordinal);

    // Built-ins that compute a value. Their attributes are as harmless: dict.fromkeys, bytes.fromhex.
    static readonly HashSet<string> PureBuiltins = new(
        [
            "abs", "all", "any", "ascii", "bin", "bool", "bytearray", "bytes", "callable", "chr", "complex", "dict", "divmod", "enumerate", "filter", "float", "format", "frozenset", "hash", "hex", "id",
            "int", "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "object", "oct", "ord", "pow", "print", "range", "repr", "reversed", "round", "set", "slice", "sorted",
            "str", "sum", "tuple", "type", "zip", "Ellipsis", "NotImplemented", "None", "True", "False",
        ],
        StringComparer.Ordinal);

    // Functions that are dangerous under whatever module passes them on, and modules that others import: torch.serialization has an 'os'.
    static readonly Dictionary<string, string> PassedOn = new(StringComparer.Ordinal)
    {
        ["system"] = Shell,
        ["popen"] = Shell,
        ["getoutput"] = Shell,
        ["getstatusoutput"] = Shell,
        ["Popen"] = Programs,
        ["check_output"] = Programs,
        ["check_call"] = Programs,
        ["eval"] = Code,
        ["exec"] = Code,
        ["execfile"] = Code,
        ["run_path"] = Code,
        ["run_module"] = Code,
        ["import_module"] = Imports,
        ["load_library"] = Native,
        ["attrgetter"] = Attributes,
        ["methodcaller"] = Attributes,
        ["getattr"] = Attributes,
        ["setattr"] = Attributes,
        ["delattr"] = Attributes,
        ["__import__"] = Imports,
        ["__builtins__"] = Interpreter,
        ["__loader__"] = Imports,
        ["__spec__"] = Imports,
        ["os"] = System,
        ["sys"] = System,
        ["posix"] = System,
        ["subprocess"] = Programs,
        ["builtins"] = Builtin,
        ["importlib"] = Imports,
        ["ctypes"] = Native,
        ["pickle"] = Unpickles,
        ["shutil"] = Files,
    };

    static readonly Dictionary<string, string> Effects = Rows.SelectMany(row => row.Names.Select(name => (name, row.Effect))).ToDictionary(pair => pair.name, pair => pair.Effect, StringComparer.Ordinal);

    /// <summary>What a name would do in Python, as the rest of a sentence; null where it is on no list.</summary>
    public static string? EffectOf(string module, string name)
    {
        if (module is "__builtin__" or "__builtins__")
            module = "builtins";
        string dotted = $"{module}.{name}";
        if (module == "copyreg" && name.StartsWith("extension ", StringComparison.Ordinal))
            return "calls something that only the writer's Python knows";
        if ((module, name) == ("?", "?"))
            return "is named in a way that cannot be followed";
        string[] steps = name.Split('.');
        if (OfPath(steps) is { } path)
            return path;
        if (Exempt.Contains(dotted) || module == "builtins" && PureBuiltins.Contains(steps[0]))
            return null;
        return Longest(dotted);
    }

    /// <summary>What a function of this name does whoever passes it on; null where it says nothing.</summary>
    public static string? Everywhere(string last) => last == "from_file" ? Files : PassedOn.GetValueOrDefault(last);

    static bool IsClass(string step) => step.AsSpan().TrimStart('_') is [var first, ..] && char.IsUpper(first);

    static string? Longest(string dotted)
    {
        for (int end = dotted.Length; end > 0; end = dotted.LastIndexOf('.', end - 1))
            if (Effects.TryGetValue(dotted[..end], out string? effect))
                return effect;
        return null;
    }

    // From protocol 4 on a name may walk through attributes: torch's serialization.os.system, or a function's __globals__.
    static string? OfPath(string[] steps)
    {
        // A member of a class may be called anything, as those of enums are: Phase.eval.
        if (!steps[..^1].Any(IsClass) && PassedOn.TryGetValue(steps[^1], out string? effect))
            return effect;
        if (steps.Length == 1)
            return null;
        for (int i = 0; i < steps.Length; i++)
        {
            bool last = i == steps.Length - 1;
            // partial(cls.__new__, cls, …) is how objects with keyword arguments are pickled below protocol 4.
            if (steps[i].StartsWith("__", StringComparison.Ordinal) && steps[i].EndsWith("__", StringComparison.Ordinal) && !(last && steps[i] == "__new__"))
                return Attributes;
            if (!last && (steps[i] == "hub" ? Imports : Longest(string.Join('.', steps[i..]))) is { } passed)
                return passed;
        }
        return null;
    }
}
