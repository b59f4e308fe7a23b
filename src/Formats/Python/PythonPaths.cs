using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Paths of <c>pathlib</c>, pickled as their parts or, since Python 3.13, as one text.</summary>
static class PythonPaths
{
    /// <summary>The path of a call, or null where an argument is no text.</summary>
    public static PythonPurePath? Read(string className, IReadOnlyList<PickleValue> arguments)
    {
        bool isWindows = className.Contains("Windows", StringComparison.Ordinal);
        string path = "";
        foreach (PickleValue argument in arguments)
        {
            if (PythonStrings.Of(argument) is not { } part)
                return null;
            if (isWindows)
                part = part.Replace('\\', '/');
            // An absolute part starts anew, as in Python.
            bool isAbsolute = part.StartsWith('/') || isWindows && part.Length > 1 && part[1] == ':';
            path = path.Length == 0 || isAbsolute ? part : path.EndsWith('/') ? path + part : $"{path}/{part}";
        }
        return new(Tidy(path), isWindows);
    }

    // pathlib drops single dots and doubled slashes; two leading slashes mean something, three do not.
    static string Tidy(string path)
    {
        string root = path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("///", StringComparison.Ordinal) ? "//" : path.StartsWith('/') ? "/" : "";
        string rest = string.Join('/', path.Split('/').Where(segment => segment is not ("" or ".")));
        if (rest.Length == 2 && rest[1] == ':' && path.EndsWith('/'))
            rest += "/";
        return root.Length + rest.Length == 0 ? "." : root + rest;
    }
}
