namespace PtFormat.Pickle;

/// <summary>Knows what real checkpoints name and what attacks name; the rest stays a name.</summary>
sealed class DefaultPolicy : GlobalPolicy
{
    static readonly HashSet<string> Known = new(WeightsOnlyNames.Dotted.Concat(
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
    ]), StringComparer.Ordinal);

    // Whole modules whose functions reach processes, files, memory, the network or the interpreter.
    static readonly HashSet<string> ActingModules = new(StringComparer.Ordinal)
    {
        "os", "posix", "nt", "posixpath", "ntpath", "sys", "subprocess", "_posixsubprocess", "pty", "commands", "popen2", "_winapi", "winreg", "msvcrt",
        "importlib", "_frozen_importlib", "_frozen_importlib_external", "imp", "_imp", "zipimport", "pkgutil", "pkg_resources", "runpy", "ctypes", "_ctypes", "cffi", "_cffi_backend",
        "code", "codeop", "cProfile", "profile", "pdb", "bdb", "trace", "timeit", "doctest", "idlelib", "venv", "ensurepip", "pip", "setuptools", "distutils", "lib2to3",
        "socket", "_socket", "ssl", "socketserver", "asyncio", "multiprocessing", "_multiprocessing", "_thread", "threading", "concurrent", "selectors", "signal", "_signal", "sched",
        "urllib", "requests", "httplib", "http", "ftplib", "smtplib", "poplib", "imaplib", "nntplib", "telnetlib", "xmlrpc", "webbrowser", "aiohttp", "httpx", "paramiko",
        "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "dbm", "sqlite3",
        "shutil", "tempfile", "glob", "fileinput", "linecache", "zipfile", "tarfile", "mmap", "fcntl", "resource", "syslog", "platform", "getpass", "gc", "inspect", "dis", "atexit",
        "operator", "_operator", "_aix_support", "_osx_support", "sysconfig", "site", "bz2", "lzma", "gzip", "tkinter", "turtle", "turtledemo",
    };

    // Harmless names in such modules: Python 3.11 pickles A | B of an enum's flags as reduce(or_, (A, B)). What reduce and map
    // call has a name, too, and is judged under it.
    static readonly HashSet<string> HarmlessNames = new(StringComparer.Ordinal) { "_operator.or_" };

    static readonly HashSet<string> ActingNames = new(StringComparer.Ordinal)
    {
        "builtins.eval", "builtins.exec", "builtins.execfile", "builtins.compile", "builtins.open", "builtins.__import__", "builtins.__build_class__", "builtins.getattr",
        "builtins.setattr", "builtins.delattr", "builtins.hasattr", "builtins.vars", "builtins.globals", "builtins.locals", "builtins.dir", "builtins.input", "builtins.raw_input",
        "builtins.breakpoint", "builtins.apply", "builtins.memoryview", "builtins.super", "builtins.file", "builtins.reload",
        "builtins.help", "builtins.exit", "builtins.quit", "builtins.classmethod", "builtins.staticmethod", "builtins.property",
        "io.open", "io.open_code", "io.FileIO", "_io.open", "_io.open_code", "_io.FileIO", "_pyio.open", "_pyio.FileIO", "codecs.open", "types.FunctionType", "types.CodeType",
        "types.LambdaType", "types.MethodType", "types.ModuleType", "functools.partialmethod", "functools.singledispatch",
        "logging.config.listen", "logging.FileHandler", "pathlib.Path.unlink", "pathlib.Path.write_bytes", "pathlib.Path.write_text", "pathlib.Path.read_text",
        "torch.load", "torch.save", "torch.serialization.load", "torch.serialization.save", "torch.jit.load", "torch.jit.save", "torch.compile",
        "torch.storage._load_from_file", "torch.package.PackageImporter", "torch.fx._symbolic_trace.symbolic_trace", "torch.fx.graph_module.reduce_graph_module",
        "torch.fx.graph_module.reduce_package_graph_module", "torch.fx.graph_module._forward_from_src", "torch._C.PyTorchFileReader", "torch._C.PyTorchFileWriter",
        "torch._inductor.codecache.compile_file", "numpy.load", "numpy.save", "numpy.fromfile", "numpy.memmap", "numpy.loadtxt", "numpy.lib.npyio.load",
        "numpy.testing._private.utils.runstring", "numpy.testing.utils.runstring", "pandas.read_pickle", "pandas.io.pickle.read_pickle", "pydoc.pipepager", "pydoc.locate",
    };

    // Packages below torch that load code, or open what a caller names.
    static readonly string[] ActingPrefixes =
    [
        "torch.hub.", "torch.utils.cpp_extension.", "torch.utils.model_zoo.", "torch.utils.bottleneck.", "torch.utils.collect_env.", "torch.utils._config_module.", "torch.package.",
        "torch.distributed.rpc.", "torch.distributed.launch.", "torch.distributed.run.", "torch.distributed.elastic.",
        "torch._inductor.", "torch.jit.unsupported_tensor_ops.", "torch.testing._internal.", "numpy.f2py.", "numpy.distutils.", "numpy.ctypeslib.",
    ];

    internal override string Reason => "is not on the allow-list, because it could act in Python";

    public override GlobalVerdict Judge(string module, string name)
    {
        string dotted = $"{module}.{name}";
        // The lists of what acts go first: no name can be on both sides.
        if (ActingNames.Contains(dotted) || ActingModules.Contains(Top(module)) && !HarmlessNames.Contains(dotted) || IsHiddenPath(name))
            return GlobalVerdict.Refuse;
        foreach (string prefix in ActingPrefixes)
            if (dotted.StartsWith(prefix, StringComparison.Ordinal))
                return GlobalVerdict.Refuse;
        return Known.Contains(dotted) ? GlobalVerdict.Allow : GlobalVerdict.Inert;
    }

    static string Top(string module)
    {
        int dot = module.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? module : module[..dot];
    }

    // From protocol 4 on a name may walk through attributes: torch's serialization.os.system, or a function's __globals__.
    static bool IsHiddenPath(string name)
    {
        if (!name.Contains('.', StringComparison.Ordinal))
            return name is "__import__" or "__builtins__" or "__loader__" or "__spec__";
        string[] steps = name.Split('.');
        for (int i = 0; i < steps.Length; i++)
        {
            bool last = i == steps.Length - 1;
            // partial(cls.__new__, cls, …) is how objects with keyword arguments are pickled below protocol 4.
            if (steps[i].StartsWith("__", StringComparison.Ordinal) && steps[i].EndsWith("__", StringComparison.Ordinal) && !(last && steps[i] == "__new__"))
                return true;
            if (!last && (ActingModules.Contains(steps[i]) || steps[i] is "builtins" or "__builtin__" or "hub"))
                return true;
            if (last && i > 0 && steps[i] is "system" or "popen" or "eval" or "exec")
                return true;
        }
        return false;
    }
}
