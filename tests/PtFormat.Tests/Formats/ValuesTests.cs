using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>Every plain value of every fixture is what the PyTorch that wrote it said it is, as far as the file tells.</summary>
sealed class ValuesTests
{
    // What Python finds out by running the code that a file only names.
    static readonly HashSet<string> KindsOfNames = ["type", "function", "builtin_function_or_method", "method_descriptor"];

    // Attributes that the constructor of a lazy buffer sets: the file does not hold them.
    static readonly HashSet<string> MadeByConstructors = ["['buffer'].persistent", "['buffer']._is_buffer"];

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.IsTorchFile && manifest.RefusedName is null && manifest.Objects is { } objects && objects.All(o => o.GetProperty("values").ValueKind == JsonValueKind.Array)
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void ValuesAreAsTorchSaid(Manifest manifest)
    {
        IReadOnlyList<PtFile> files = manifest.Open();
        for (int i = 0; i < files.Count; i++)
        {
            using PtFile file = files[i];
            JsonElement[] wanted = [.. manifest.Objects![i].GetProperty("values").EnumerateArray().Where(value => !IsLazy(value, manifest))];
            ValueEntry[] found = WithoutPartsOfEnums([.. file.Values], wanted);
            Assert.That(found.Select(value => value.Path), Is.EqualTo(wanted.Select(value => value.GetProperty("path").GetString())));
            for (int j = 0; j < found.Length; j++)
                Compare(found[j], wanted[j]);
            Assert.That(() => file.Value, Throws.Nothing);
        }
    }

    static void Compare(ValueEntry found, JsonElement wanted)
    {
        string type = wanted.GetProperty("type").GetString()!;
        string? repr = wanted.TryGetProperty("repr", out JsonElement text) ? text.GetString() : null;
        if (IsEnum(type, repr, out string? member, out string? value))
        {
            // The file holds the name or the value; the other one is in the class.
            if (found.Value is PythonName name)
                Assert.That(name.ToString(), Is.EqualTo($"{type}.{member}"), found.Path);
            else
                Assert.That(EnumValue((PythonObject)found.Value!, type), Is.EqualTo(value).Or.Null, found.Path);
            return;
        }
        if (found.TypeName is null)
        {
            Assert.That(KindsOfNames, Does.Contain(type), found.Path);
            // Python prints the name under which a thing knows itself, the file has the one under which it is found.
            Assert.That(repr!.Split('.')[^1], Is.EqualTo(found.Repr!.Split('.')[^1]), found.Path);
            return;
        }
        Assert.That(TypeOf(found.TypeName), Is.EqualTo(TypeOf(type)), found.Path);
        if (wanted.TryGetProperty("items", out JsonElement items))
            Assert.That(found.Count, Is.EqualTo(items.GetInt32()), found.Path);
        else if (wanted.TryGetProperty("same", out JsonElement same))
            Assert.That(found.SameAs, Is.EqualTo(same.GetString()), found.Path);
        // Python hashes a masked array with its masked elements overwritten.
        else if (type.EndsWith("MaskedArray", StringComparison.Ordinal))
            Assert.That(found.Repr![..found.Repr!.LastIndexOf(',')], Is.EqualTo(repr![..repr!.LastIndexOf(',')]), found.Path);
        else if (repr is not null)
            Assert.That(Spelled(found.Repr, type), Is.EqualTo(repr), found.Path);
    }

    static bool IsLazy(JsonElement value, Manifest manifest) =>
        manifest.ToString().EndsWith("uninitialized.pt", StringComparison.Ordinal) && MadeByConstructors.Contains(value.GetProperty("path").GetString()!);

    // "Color.RED = 1"
    static bool IsEnum(string type, string? repr, out string? member, out string? value)
    {
        Match match = Regex.Match(repr ?? "", @"^(\w+)\.([\w|]+) = (.*)$");
        (member, value) = (match.Groups[2].Value, match.Groups[3].Value);
        return match.Success && type.EndsWith(match.Groups[1].Value, StringComparison.Ordinal);
    }

    // Color(1) has its value as argument; A | B of flags is a call of or_, whose result is not in the file.
    static string? EnumValue(PythonObject made, string type)
    {
        if (made.TypeName == "_operator.or_")
            return null;
        Assert.That(made.TypeName, Is.EqualTo(type));
        return PythonRepr(((PythonObject)made["__args__"]!).Items[0]);
    }

    static string PythonRepr(object? value) => value is string text ? $"'{text}'" : $"{value}";

    // In the file a member of an enum is a call with arguments; to Python it is one value.
    static ValueEntry[] WithoutPartsOfEnums(ValueEntry[] found, JsonElement[] wanted)
    {
        string[] enums = [.. wanted.Where(value => value.TryGetProperty("repr", out JsonElement repr) && IsEnum(value.GetProperty("type").GetString()!, repr.GetString(), out _, out _))
            .Select(value => value.GetProperty("path").GetString()!)];
        return enums.Length == 0 ? found : [.. found.Where(value => !enums.Any(path => value.Path.StartsWith(path + ".", StringComparison.Ordinal)))];
    }

    // NumPy names its dtypes' classes anew in every version; OSError(2) becomes a FileNotFoundError when it is made.
    static string TypeOf(string type) => type.StartsWith("numpy.dtype", StringComparison.Ordinal) ? "numpy.dtype"
        : type is "FileNotFoundError" ? "OSError"
        : type is "method" ? "function"
        : type is "numpy.ma.core.MaskedArray" ? "numpy.ma.MaskedArray"
        // A storage without a type is a typed one of bytes once it is loaded.
        : type is "torch.storage.UntypedStorage" ? "torch.storage.TypedStorage" : type;

    static string? Spelled(string? repr, string type) => type switch
    {
        "FileNotFoundError" => repr!.Replace("OSError", "FileNotFoundError", StringComparison.Ordinal),
        "pathlib.PosixPath" or "pathlib._local.PosixPath" => repr!.Replace("PurePosixPath", "PosixPath", StringComparison.Ordinal),
        "torch.storage.TypedStorage" => repr!.Replace("untyped", "uint8", StringComparison.Ordinal),
        _ => repr,
    };

    [Test]
    public void WhatObjectsShareIsNotWrittenOutForEachOfThem()
    {
        PyTuple shared = new(Enumerable.Range(0, 100_000).Select(_ => PyNone.Instance));
        PyGlobal type = new("m", "C");
        using PtFile file = PtFile.Open(TorchTree.Pickled(new PyList(Enumerable.Range(0, 100).Select(_ => new PyObject(PyObjectForm.NewObj, type, shared)))));
        foreach (Action list in (Action[])[() => _ = file.Tensors, () => _ = file.Values, () => file.Outline()])
        {
            PtFormatException? error = Assert.Throws<PtFormatException>(list);
            Assert.That(error!.Kind, Is.EqualTo(PtErrorKind.LimitExceeded));
            Assert.That(error.Message, Does.Contain(nameof(LoadLimits.MaxRepeatedItems)));
        }
    }

    [Test]
    public void SetsThatHoldTheOneBeforeTwiceAreListedAndShown()
    {
        PickleValue set = PyInt.Of(1);
        for (int i = 0; i < 60; i++)
            set = new PyFrozenSet(new PyTuple(set, set));
        PyDict dict = new();
        dict.Set(set, set);
        using PtFile file = PtFile.Open(TorchTree.Pickled(dict));
        Assert.That(file.Values.Select(value => value.Repr?.Length ?? 0).Max(), Is.InRange(1, 100));
        Assert.That(file.Values.Select(value => value.Path.Length).Max(), Is.LessThan(10_000));
        Assert.That(file.Outline().Select(row => row.Text.Length).Max(), Is.LessThan(1000));
    }

    [Test]
    public void AListingGivesTheSameLinesHoweverItIsRead()
    {
        using PtFile file = PtFile.Open(TorchTree.Pickled(new PyList([new PyList([PyInt.Of(1)]), TorchTree.Dict("a", new PyTuple(PyInt.Of(2)))])));
        string[] inOrder = [.. file.Values.Select(value => value.ToString())];
        Assert.That(Enumerable.Range(0, file.Values.Count).Reverse().Select(i => file.Values[i].ToString()).Reverse(), Is.EqualTo(inOrder));
        Assert.That(() => file.Values[inOrder.Length], Throws.TypeOf<ArgumentOutOfRangeException>());
        PythonObject value = (PythonObject)file.Value!, again = (PythonObject)file.Value!;
        Assert.That(again, Is.SameAs(value));
        Assert.That(again.Items[0], Is.SameAs(value.Items[0]));
    }
}
