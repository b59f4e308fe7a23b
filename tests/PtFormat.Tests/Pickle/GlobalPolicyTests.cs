using System.Text;
using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class GlobalPolicyTests
{
    [TestCase("collections", "OrderedDict", GlobalVerdict.Allow, GlobalVerdict.Allow)]
    [TestCase("torch._utils", "_rebuild_tensor_v2", GlobalVerdict.Allow, GlobalVerdict.Allow)]
    [TestCase("torch", "FloatStorage", GlobalVerdict.Allow, GlobalVerdict.Allow)]
    [TestCase("torch", "floatStorage", GlobalVerdict.Inert, GlobalVerdict.Refuse)]
    [TestCase("torch.nn.modules.linear", "Linear", GlobalVerdict.Inert, GlobalVerdict.Refuse)]
    [TestCase("argparse", "Namespace", GlobalVerdict.Allow, GlobalVerdict.Refuse)]
    [TestCase("my.package.os", "Thing", GlobalVerdict.Inert, GlobalVerdict.Refuse)]
    [TestCase("os.path", "join", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("builtins", "eval", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("builtins", "getattr", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("torch", "load", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("torch.hub", "load", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("torch", "hub.load", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("torch", "serialization.os.system", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("m", "f.__globals__", GlobalVerdict.Refuse, GlobalVerdict.Refuse)]
    [TestCase("m", "Outer.Inner", GlobalVerdict.Inert, GlobalVerdict.Refuse)]
    public void TheVerdictsArePlain(string module, string name, GlobalVerdict byDefault, GlobalVerdict tensorsOnly)
    {
        Assert.That(GlobalPolicy.Default.Judge(module, name), Is.EqualTo(byDefault));
        Assert.That(GlobalPolicy.TensorsOnly.Judge(module, name), Is.EqualTo(tensorsOnly));
    }

    // What public scanners list, and what they list by name taken as a class: the module, and everything in it.
    [TestCase("os", "system", "runs a shell command")]
    [TestCase("nt", "popen", "")]
    [TestCase("posix", "fork", "")]
    [TestCase("subprocess", "Popen", "starts programs")]
    [TestCase("pty", "spawn", "")]
    [TestCase("shutil", "rmtree", "reads, writes or deletes files")]
    [TestCase("webbrowser", "open", "")]
    [TestCase("code", "InteractiveInterpreter.runcode", "")]
    [TestCase("pdb", "run", "")]
    [TestCase("bdb", "Bdb.run", "")]
    [TestCase("timeit", "timeit", "")]
    [TestCase("cProfile", "run", "")]
    [TestCase("profile", "Profile.runctx", "")]
    [TestCase("trace", "Trace.run", "")]
    [TestCase("doctest", "debug_script", "")]
    [TestCase("idlelib.run", "Executive.runcode", "")]
    [TestCase("lib2to3.pgen2.grammar", "Grammar.loads", "")]
    [TestCase("pydoc", "locate", "imports or loads other code")]
    [TestCase("asyncio", "run", "")]
    [TestCase("multiprocessing", "Process", "")]
    [TestCase("pip", "main", "installs or builds software")]
    [TestCase("distutils.file_util", "write_file", "")]
    [TestCase("ensurepip", "_run_pip", "")]
    [TestCase("types", "FunctionType", "makes functions and modules")]
    [TestCase("types", "CodeType", "")]
    [TestCase("marshal", "loads", "")]
    [TestCase("ctypes", "CDLL", "")]
    [TestCase("importlib", "import_module", "")]
    [TestCase("runpy", "_run_code", "")]
    [TestCase("pkgutil", "resolve_name", "")]
    [TestCase("zipimport", "zipimporter", "")]
    [TestCase("sys", "settrace", "")]
    [TestCase("gc", "get_objects", "")]
    [TestCase("inspect", "getattr_static", "")]
    [TestCase("logging.config", "listen", "")]
    [TestCase("http.client", "HTTPSConnection", "opens network connections")]
    [TestCase("urllib.request", "urlopen", "")]
    [TestCase("smtplib", "SMTP", "")]
    [TestCase("requests.api", "get", "")]
    [TestCase("ssl", "get_server_certificate", "")]
    [TestCase("sqlite3", "connect", "")]
    [TestCase("uuid", "_get_command_stdout", "")]
    [TestCase("_osx_support", "_read_output", "")]
    [TestCase("_pyrepl.pager", "pipe_pager", "")]
    [TestCase("_interpreters", "exec", "")]
    [TestCase("test.support.script_helper", "assert_python_ok", "")]
    [TestCase("operator", "attrgetter", "reaches any attribute by its name")]
    [TestCase("operator", "methodcaller", "")]
    [TestCase("operator", "itemgetter", "")]
    [TestCase("_operator", "call", "")]
    [TestCase("string", "Formatter", "")]
    [TestCase("typing", "get_type_hints", "")]
    [TestCase("copyreg", "add_extension", "")]
    [TestCase("builtins", "open", "")]
    [TestCase("builtins", "memoryview", "")]
    [TestCase("builtins", "a_function_of_tomorrow", "is a built-in function beyond making values")]
    [TestCase("io", "open", "")]
    [TestCase("pathlib", "Path.unlink", "")]
    [TestCase("numpy", "load", "")]
    [TestCase("numpy", "ndarray.dump", "")]
    [TestCase("numpy.testing._private.utils", "runstring", "")]
    [TestCase("numpy.f2py.crackfortran", "getlincoef", "")]
    [TestCase("pandas", "read_pickle", "")]
    [TestCase("joblib", "load", "")]
    [TestCase("dill", "loads", "")]
    [TestCase("cloudpickle.cloudpickle", "_make_function", "")]
    [TestCase("torch", "ops.load_library", "")]
    [TestCase("torch.jit", "load", "")]
    [TestCase("torch.jit.unsupported_tensor_ops", "execWrapper", "")]
    [TestCase("torch.hub", "load", "")]
    [TestCase("torch.utils.cpp_extension", "load_inline", "")]
    [TestCase("torch.utils.collect_env", "run", "runs a shell command")]
    [TestCase("torch.utils.bottleneck.__main__", "run_cprofile", "")]
    [TestCase("torch.utils.data.datapipes.utils.decoder", "basichandlers", "")]
    [TestCase("torch.utils._config_module", "ConfigModule.load_config", "")]
    [TestCase("torch._inductor.codecache", "compile_file", "")]
    [TestCase("torch._dynamo.guards", "GuardBuilder.get", "")]
    [TestCase("torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression", "")]
    [TestCase("torch.fx.graph_module", "reduce_graph_module", "")]
    [TestCase("torch", "UntypedStorage.from_file", "")]
    [TestCase("some.library", "os", "")]
    [TestCase("some.library", "check_output", "")]
    public void WhatCouldActIsDangerousAndRefused(string module, string name, string effect)
    {
        GlobalRating rating = GlobalRating.Of(module, name);
        Assert.That(rating.Class, Is.EqualTo(GlobalClass.Dangerous));
        Assert.That(rating.Effect, effect.Length == 0 ? Is.Not.Empty : Is.EqualTo(effect));
        Assert.That(GlobalPolicy.Default.Judge(module, name), Is.EqualTo(GlobalVerdict.Refuse));
    }

    [TestCase("torch", "Size", GlobalClass.Torch)]
    [TestCase("torch.jit._pickle", "build_intlist", GlobalClass.Torch)]
    [TestCase("torch.serialization", "_get_layout", GlobalClass.Torch)]
    [TestCase("collections", "OrderedDict", GlobalClass.Harmless)]
    [TestCase("datetime", "datetime", GlobalClass.Harmless)]
    [TestCase("_operator", "or_", GlobalClass.Harmless)]
    [TestCase("functools", "partial", GlobalClass.Harmless)]
    [TestCase("functools", "reduce", GlobalClass.Harmless)]
    [TestCase("http", "HTTPStatus", GlobalClass.Harmless)]
    [TestCase("builtins", "map", GlobalClass.Harmless)]
    [TestCase("builtins", "print", GlobalClass.Harmless)]
    [TestCase("builtins", "id", GlobalClass.Harmless)]
    [TestCase("builtins", "ValueError", GlobalClass.Harmless)]
    [TestCase("builtins", "dict.fromkeys", GlobalClass.Harmless)]
    [TestCase("logging", "getLogger", GlobalClass.Unknown)]
    [TestCase("torch.nn.modules.linear", "Linear", GlobalClass.Unknown)]
    [TestCase("torch._dynamo.eval_frame", "OptimizedModule", GlobalClass.Unknown)]
    [TestCase("test", "Net", GlobalClass.Unknown)]
    [TestCase("osmodel", "System", GlobalClass.Unknown)]
    public void WhatOnlyMakesValuesIsNot(string module, string name, GlobalClass expected)
    {
        Assert.That(GlobalRating.Of(module, name), Is.EqualTo(new GlobalRating(expected, null)));
        Assert.That(GlobalPolicy.Default.Judge(module, name), Is.Not.EqualTo(GlobalVerdict.Refuse));
    }

    [TestCase("torch._functorch.compilers", "get_inputs")]
    [TestCase("torch.distributed.flight_recorder.components.loader", "read_dump")]
    [TestCase("torch", "Tensor.map_")]
    [TestCase("numpy.lib._utils_impl", "_makenamedict")]
    [TestCase("optparse", "Values._update")]
    [TestCase("mimetypes", "init")]
    [TestCase("torchvision.utils", "save_image")]
    [TestCase("mylib", "from_file")]
    [TestCase("mylib", "Runner.system")]
    public void AFunctionThatNobodyKnowsMayBeNamedAndNotCalled(string module, string name)
    {
        byte[] named = Encoding.Latin1.GetBytes($"\u0080\u0004\u008c{(char)module.Length}{module}\u008c{(char)name.Length}{name}\u0093.");
        Assert.That(() => PickleVm.Run(named), Throws.Nothing);
        foreach (byte[] call in (byte[][])[[(byte)')', (byte)'R', (byte)'.'], [(byte)')', 0x81, (byte)'.']])
            Assert.That(() => PickleVm.Run((byte[])[.. named[..^1], .. call]), Throws.InstanceOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.ForbiddenGlobal));
        foreach (string caller in (string[])["builtins\nmap", "builtins\nfilter", "functools\nreduce", "functools\npartial"])
            Assert.That(() => PickleVm.Run((byte[])[0x80, 4, .. Encoding.Latin1.GetBytes($"c{caller}\n"), .. named[2..^1], (byte)']', 0x86, (byte)'R', (byte)'.']),
                Throws.InstanceOf<PtFormatException>().With.Message.Contains("is called"), caller);
    }

    [TestCase("mylib", "Phase.eval")]
    [TestCase("mylib", "Role.system")]
    [TestCase("mylib", "from_file")]
    [TestCase("distributed.models", "Net")]
    [TestCase("code.models", "Net")]
    [TestCase("commands.train", "Net")]
    [TestCase("git.cfg", "Config")]
    [TestCase("docker.cfg", "Config")]
    public void NamesOfUsersStay(string module, string name) =>
        Assert.That(GlobalPolicy.Default.Judge(module, name), Is.EqualTo(GlobalVerdict.Inert));

    [TestCase("argparse", "FileType")]
    [TestCase("torch.cuda.memory", "CUDAPluggableAllocator")]
    [TestCase("torch._C", "import_ir_module")]
    [TestCase("torch._C", "_import_ir_module_from_package")]
    [TestCase("torch._utils", "_import_dotted_name")]
    [TestCase("optparse", "Values.read_file")]
    [TestCase("code", "interact")]
    [TestCase("git", "Repo")]
    [TestCase("docker", "from_env")]
    [TestCase("distributed.protocol.pickle", "loads")]
    public void WhatActsInSuchPackagesIsListedByName(string module, string name) =>
        Assert.That(GlobalPolicy.Default.Judge(module, name), Is.EqualTo(GlobalVerdict.Refuse));

    [Test]
    public void AStateOfAPartialIsACall()
    {
        byte[] pickle = Encoding.Latin1.GetBytes("\u0080\u0002cfunctools\npartial\ncbuiltins\nlist\n\u0085R(cmimetypes\ninit\n)}Ntb.");
        Assert.That(() => PickleVm.Run(pickle), Throws.InstanceOf<PtFormatException>().With.Message.Contains("mimetypes.init"));
    }

    [Test]
    public void AListAddsExactlyWhatItNames()
    {
        GlobalPolicy policy = GlobalPolicy.AllowList(["argparse.Namespace"]);
        Assert.That(policy.Judge("argparse", "Namespace"), Is.EqualTo(GlobalVerdict.Allow));
        Assert.That(policy.Judge("argparse", "namespace"), Is.EqualTo(GlobalVerdict.Refuse));
        Assert.That(policy.Judge("torch", "Size"), Is.EqualTo(GlobalVerdict.Allow));
    }

    [Test]
    public void ANestedNameIsJudgedWholeAndEveryGlobalIsReported()
    {
        byte[] pickle = Encoding.Latin1.GetBytes("c__builtin__\ngetattr\n(cm\nOuter\nX\x05\0\0\0InnertR.");
        List<PickleGlobalUse> uses = [];
        PyObject value = (PyObject)PickleVm.Run(pickle, new() { OnGlobal = uses.Add });
        Assert.That(value.NestedGlobal!.DottedName, Is.EqualTo("m.Outer.Inner"));
        Assert.That(uses.Select(use => $"{use.Module}.{use.Name} {use.Verdict}"), Is.EqualTo(["m.Outer Inert", "m.Outer.Inner Inert"]));
        Assert.That(uses[0].ByteOffset, Is.EqualTo(22));
        Assert.That(() => PickleVm.Run(pickle, new() { Policy = GlobalPolicy.AllowList(["m.Outer"]) }), Throws.InstanceOf<PtFormatException>().With.Message.Contains("m.Outer.Inner"));
        Assert.That(() => PickleVm.Run(pickle, new() { Policy = GlobalPolicy.AllowList(["m.Outer", "m.Outer.Inner"]) }), Throws.Nothing);
    }

    [Test]
    public void Python2NamesAreJudgedUnderTheirNamesInPython3()
    {
        PyGlobal global = (PyGlobal)PickleVm.Run(Encoding.Latin1.GetBytes("c__builtin__\nxrange\n."));
        Assert.That((global.Module, global.Name, global.DottedName), Is.EqualTo(("__builtin__", "xrange", "builtins.range")));
        Assert.That(Convert.ToHexString(PickleWriterTests.Write(new PyGlobal("builtins", "set"), 2)), Does.Contain(Convert.ToHexString("c__builtin__\nset\n"u8)));
    }
}
