namespace PtFormat.Pickle;

/// <summary>Python 2's names for what moved in Python 3, as CPython's pickle maps them below protocol 3 in both directions.</summary>
static class PythonNames
{
    // (Python 2, Python 3), valid both ways.
    static readonly (string Two, string Three)[] Modules =
    [
        ("__builtin__", "builtins"), ("copy_reg", "copyreg"), ("Queue", "queue"), ("SocketServer", "socketserver"), ("ConfigParser", "configparser"),
        ("repr", "reprlib"), ("tkFileDialog", "tkinter.filedialog"), ("tkSimpleDialog", "tkinter.simpledialog"),
        ("tkColorChooser", "tkinter.colorchooser"), ("tkCommonDialog", "tkinter.commondialog"), ("Dialog", "tkinter.dialog"),
        ("Tkdnd", "tkinter.dnd"), ("tkFont", "tkinter.font"), ("tkMessageBox", "tkinter.messagebox"), ("ScrolledText", "tkinter.scrolledtext"),
        ("Tkconstants", "tkinter.constants"), ("ttk", "tkinter.ttk"), ("Tkinter", "tkinter"), ("markupbase", "_markupbase"), ("_winreg", "winreg"),
        ("thread", "_thread"), ("dummy_thread", "_dummy_thread"), ("dbhash", "dbm.bsd"), ("dumbdbm", "dbm.dumb"), ("dbm", "dbm.ndbm"),
        ("gdbm", "dbm.gnu"), ("xmlrpclib", "xmlrpc.client"), ("SimpleXMLRPCServer", "xmlrpc.server"), ("httplib", "http.client"),
        ("htmlentitydefs", "html.entities"), ("HTMLParser", "html.parser"), ("Cookie", "http.cookies"), ("cookielib", "http.cookiejar"),
        ("BaseHTTPServer", "http.server"), ("test.test_support", "test.support"), ("commands", "subprocess"), ("urlparse", "urllib.parse"),
        ("robotparser", "urllib.robotparser"), ("urllib2", "urllib.request"), ("anydbm", "dbm"), ("_abcoll", "collections.abc"),
    ];

    // Only when reading.
    static readonly (string Two, string Three)[] ModulesRead =
    [
        ("cPickle", "pickle"), ("_elementtree", "xml.etree.ElementTree"), ("FileDialog", "tkinter.filedialog"),
        ("SimpleDialog", "tkinter.simpledialog"), ("DocXMLRPCServer", "xmlrpc.server"), ("SimpleHTTPServer", "http.server"),
        ("CGIHTTPServer", "http.server"), ("UserDict", "collections"), ("UserList", "collections"), ("UserString", "collections"), ("whichdb", "dbm"),
        ("StringIO", "io"), ("cStringIO", "io"),
    ];

    // Only when writing.
    static readonly (string Two, string Three)[] ModulesWritten =
    [
        ("bz2", "_bz2"), ("dbm", "_dbm"), ("functools", "_functools"), ("gdbm", "_gdbm"), ("pickle", "_pickle"),
    ];

    // Module and name in one; the name is what follows the last dot. These go before the modules.
    static readonly (string Two, string Three)[] Globals =
    [
        ("__builtin__.xrange", "builtins.range"), ("__builtin__.reduce", "functools.reduce"), ("__builtin__.intern", "sys.intern"),
        ("__builtin__.unichr", "builtins.chr"), ("__builtin__.unicode", "builtins.str"), ("__builtin__.long", "builtins.int"),
        ("itertools.izip", "builtins.zip"), ("itertools.imap", "builtins.map"), ("itertools.ifilter", "builtins.filter"),
        ("itertools.ifilterfalse", "itertools.filterfalse"), ("itertools.izip_longest", "itertools.zip_longest"),
        ("UserDict.IterableUserDict", "collections.UserDict"), ("UserList.UserList", "collections.UserList"),
        ("UserString.UserString", "collections.UserString"), ("whichdb.whichdb", "dbm.whichdb"), ("_socket.fromfd", "socket.fromfd"),
        ("_multiprocessing.Connection", "multiprocessing.connection.Connection"),
        ("multiprocessing.process.Process", "multiprocessing.context.Process"), ("multiprocessing.forking.Popen", "multiprocessing.popen_fork.Popen"),
        ("urllib.ContentTooShortError", "urllib.error.ContentTooShortError"), ("urllib.getproxies", "urllib.request.getproxies"),
        ("urllib.pathname2url", "urllib.request.pathname2url"), ("urllib.quote_plus", "urllib.parse.quote_plus"),
        ("urllib.quote", "urllib.parse.quote"), ("urllib.unquote_plus", "urllib.parse.unquote_plus"), ("urllib.unquote", "urllib.parse.unquote"),
        ("urllib.url2pathname", "urllib.request.url2pathname"), ("urllib.urlcleanup", "urllib.request.urlcleanup"),
        ("urllib.urlencode", "urllib.parse.urlencode"), ("urllib.urlopen", "urllib.request.urlopen"),
        ("urllib.urlretrieve", "urllib.request.urlretrieve"), ("urllib2.HTTPError", "urllib.error.HTTPError"),
        ("urllib2.URLError", "urllib.error.URLError"), ("multiprocessing.AuthenticationError", "multiprocessing.context.AuthenticationError"),
        ("multiprocessing.BufferTooShort", "multiprocessing.context.BufferTooShort"),
        ("multiprocessing.ProcessError", "multiprocessing.context.ProcessError"),
        ("multiprocessing.TimeoutError", "multiprocessing.context.TimeoutError"),
    ];

    static readonly (string Two, string Three)[] GlobalsRead =
    [
        ("__builtin__.basestring", "builtins.str"), ("exceptions.StandardError", "builtins.Exception"), ("UserDict.UserDict", "collections.UserDict"),
        ("socket._socketobject", "socket.SocketType"),
    ];

    static readonly (string Two, string Three)[] GlobalsWritten =
    [
        ("__builtin__.reduce", "_functools.reduce"), ("FileDialog.FileDialog", "tkinter.filedialog.FileDialog"),
        ("FileDialog.LoadFileDialog", "tkinter.filedialog.LoadFileDialog"), ("FileDialog.SaveFileDialog", "tkinter.filedialog.SaveFileDialog"),
        ("SimpleDialog.SimpleDialog", "tkinter.simpledialog.SimpleDialog"), ("DocXMLRPCServer.ServerHTMLDoc", "xmlrpc.server.ServerHTMLDoc"),
        ("DocXMLRPCServer.XMLRPCDocGenerator", "xmlrpc.server.XMLRPCDocGenerator"),
        ("DocXMLRPCServer.DocXMLRPCRequestHandler", "xmlrpc.server.DocXMLRPCRequestHandler"),
        ("DocXMLRPCServer.DocXMLRPCServer", "xmlrpc.server.DocXMLRPCServer"),
        ("DocXMLRPCServer.DocCGIXMLRPCRequestHandler", "xmlrpc.server.DocCGIXMLRPCRequestHandler"),
        ("SimpleHTTPServer.SimpleHTTPRequestHandler", "http.server.SimpleHTTPRequestHandler"),
        ("CGIHTTPServer.CGIHTTPRequestHandler", "http.server.CGIHTTPRequestHandler"), ("socket._socketobject", "_socket.socket"),
    ];

    // In Python 2 the built-in exceptions have a module of their own.
    static readonly string[] Exceptions =
    [
        "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BufferError", "BytesWarning", "DeprecationWarning", "EOFError",
        "EnvironmentError", "Exception", "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError", "ImportWarning",
        "IndentationError", "IndexError", "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError", "NameError", "NotImplementedError",
        "OSError", "OverflowError", "PendingDeprecationWarning", "ReferenceError", "RuntimeError", "RuntimeWarning", "StopIteration", "SyntaxError",
        "SyntaxWarning", "SystemError", "SystemExit", "TabError", "TypeError", "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError",
        "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError", "Warning", "ZeroDivisionError",
    ];

    // Python 2 knows only their base.
    static readonly string[] OSErrors =
    [
        "BrokenPipeError", "ChildProcessError", "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
        "FileExistsError", "FileNotFoundError", "InterruptedError", "IsADirectoryError", "NotADirectoryError", "PermissionError",
        "ProcessLookupError", "TimeoutError",
    ];

    /// <summary>The names in <c>builtins</c> that are exceptions.</summary>
    public static IEnumerable<string> BuiltinExceptions => Exceptions.Concat(OSErrors).Concat(
        ["ModuleNotFoundError", "RecursionError", "StopAsyncIteration", "PythonFinalizationError", "BaseExceptionGroup", "ExceptionGroup", "BlockingIOError", "EncodingWarning", "ResourceWarning"]);

    static readonly Dictionary<string, string> ModuleToThree = Map(Modules.Concat(ModulesRead), toThree: true);
    static readonly Dictionary<string, string> ModuleToTwo = Map(Modules.Concat(ModulesWritten), toThree: false);
    static readonly Dictionary<string, string> GlobalToThree = Map(Globals.Concat(GlobalsRead).Concat(ExceptionPairs()), toThree: true);
    static readonly Dictionary<string, string> GlobalToTwo = Map(Globals.Concat(GlobalsWritten).Concat(ExceptionPairs()).Concat(LostExceptionPairs()), toThree: false);

    public static (string Module, string Name) ToPython3(string module, string name) => Rename(module, name, GlobalToThree, ModuleToThree);

    public static (string Module, string Name) ToPython2(string module, string name) => Rename(module, name, GlobalToTwo, ModuleToTwo);

    static (string Module, string Name) Rename(string module, string name, Dictionary<string, string> globals, Dictionary<string, string> modules)
    {
        // A dotted name is not in the tables, and "a" + "b.c" must not be taken for "a.b" + "c".
        if (!name.Contains('.', StringComparison.Ordinal) && globals.TryGetValue($"{module}.{name}", out string? global))
        {
            int dot = global.LastIndexOf('.');
            return (global[..dot], global[(dot + 1)..]);
        }
        return (modules.GetValueOrDefault(module, module), name);
    }

    static IEnumerable<(string Two, string Three)> ExceptionPairs() => Exceptions.Select(name => ($"exceptions.{name}", $"builtins.{name}"));

    static IEnumerable<(string Two, string Three)> LostExceptionPairs() =>
        OSErrors.Select(name => ("exceptions.OSError", $"builtins.{name}")).Append(("exceptions.ImportError", "builtins.ModuleNotFoundError"));

    static Dictionary<string, string> Map(IEnumerable<(string Two, string Three)> pairs, bool toThree) =>
        pairs.ToDictionary(pair => toThree ? pair.Two : pair.Three, pair => toThree ? pair.Three : pair.Two, StringComparer.Ordinal);
}
