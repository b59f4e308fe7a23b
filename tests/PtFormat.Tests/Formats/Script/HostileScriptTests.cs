using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Script;

/// <summary>TorchScript archives that lie, or try to act.</summary>
sealed class HostileScriptTests
{
    const string System = "cposix\nsystem\n(S'true'\ntR.";

    static TestCaseData Case(string name, PtErrorKind kind, Action<ArchiveBuilder> change) => new TestCaseData(change, kind).SetArgDisplayNames(name);

    static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    static ArchiveBuilder Constant() => ArchiveBuilder.Of(File.ReadAllBytes(Repository.Path("fixtures", "torchscript", "2.14", "constant.pt")));

    internal static IEnumerable<TestCaseData> Refused()
    {
        foreach (string pickle in (string[])["data.pkl", "constants.pkl", "traced_inputs.pkl"])
            yield return Case($"a call in {pickle}", PtErrorKind.ForbiddenGlobal, archive => archive[$"constant/{pickle}"].Content = Latin(System));
        yield return Case("a call in the bytecode", PtErrorKind.ForbiddenGlobal, archive => archive.Add("constant/bytecode.pkl", Latin(System)));
        yield return Case("no module", PtErrorKind.Malformed, archive => archive["constant/data.pkl"].Content = Latin("\u0080\u0002}."));
        yield return Case("constants that are no tuple", PtErrorKind.Malformed, archive => archive["constant/constants.pkl"].Content = Latin("\u0080\u0002N."));
        yield return Case("a module that holds itself", PtErrorKind.Malformed, archive => archive["constant/data.pkl"].Content = Latin("\u0080\u0002c__torch__\nM\nq\u0000)\u0081q\u0001}(X\u0008\u0000\u0000\u0000training\u0088X\u0001\u0000\u0000\u0000ah\u0001ub."));
        yield return Case("modules that share each other", PtErrorKind.LimitExceeded, archive => archive["constant/data.pkl"].Content = Shared(60));
        yield return Case("lists in lists", PtErrorKind.LimitExceeded, archive => archive["constant/data.pkl"].Content = Latin($"\u0080\u0002c__torch__\nM\n)\u0081}}(X\u0008\u0000\u0000\u0000training\u0088X\u0001\u0000\u0000\u0000a{new string(']', 100)}{new string('a', 99)}ub."));
        yield return Case("a list that holds itself", PtErrorKind.LimitExceeded, archive => archive["constant/data.pkl"].Content = Latin("\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0088X\u0001\u0000\u0000\u0000a]q\u0001h\u0001aub."));
        yield return Case("an attribute without a name", PtErrorKind.Malformed, archive => archive["constant/data.pkl"].Content = Latin("\u0080\u0002c__torch__\nM\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0088K\u0001K\u0002ub."));
        yield return Case("code that is no text", PtErrorKind.Malformed, archive => archive["constant/code/__torch__.py"].Content = [0xFF, 0xFE]);
        yield return Case("a class declared twice", PtErrorKind.Ambiguous, archive => archive["constant/code/__torch__.py"].Content = Latin("class A(Module):\n  x : int\nclass A(Module):\n  x : int\n"));
        yield return Case("much code", PtErrorKind.LimitExceeded, archive => archive["constant/code/__torch__.py"].Content = new byte[17 << 20]);
        yield return Case("constants under two names", PtErrorKind.Ambiguous, archive => archive.Add("constant/Constants.pkl", Latin("\u0080\u0002).")));
        yield return Case("no data.pkl", PtErrorKind.Malformed, archive => archive.Entries.Remove(archive["constant/data.pkl"]));
        yield return Case("version 11", PtErrorKind.Unsupported, archive => archive["constant/version"].Content = Latin("11\n"));
    }

    internal static IEnumerable<TestCaseData> WrongTensors()
    {
        yield return Case("a constant without a record", PtErrorKind.Malformed, archive => archive.Entries.Remove(archive["constant/constants/0"]));
        yield return Case("a short constant", PtErrorKind.Malformed, archive => archive["constant/constants/0"].Content = new byte[4]);
        yield return Case("a weight in the constants' folder", PtErrorKind.Malformed, archive => archive.Entries.Remove(archive["constant/data/0"]));
    }

    internal static byte[] Built(Action<ArchiveBuilder> change)
    {
        ArchiveBuilder archive = Constant();
        change(archive);
        return archive.Build();
    }

    [TestCaseSource(nameof(Refused))]
    public void WhatLiesIsRefused(Action<ArchiveBuilder> change, PtErrorKind kind)
    {
        Assert.That(() => PtFile.Open(Built(change)), Throws.TypeOf<PtFormatException>().With.Property("Kind").EqualTo(kind));
    }

    [TestCaseSource(nameof(WrongTensors))]
    public void WrongTensorsAreRefused(Action<ArchiveBuilder> change, PtErrorKind kind)
    {
        using PtFile file = PtFile.Open(Built(change));
        Assert.That(() => file.Tensors, Throws.TypeOf<PtFormatException>().With.Property("Kind").EqualTo(kind));
        Assert.That(file.Verify().IsSound, Is.False);
    }

    [Test]
    public void AScanLooksIntoEveryPickleAndTellsOfTheCode()
    {
        foreach (string record in (string[])["data.pkl", "constants.pkl", "traced_inputs.pkl", "bytecode.pkl", "code/__torch__.py.debug_pkl"])
        {
            ArchiveBuilder archive = Constant();
            if (archive.Entries.Find(entry => entry.Name == $"constant/{record}") is { } known)
                known.Content = Latin("\u0080\u0002" + System);
            else
                archive.Add($"constant/{record}", Latin("\u0080\u0002" + System));
            PtScan scan = PtFile.Scan(ByteSource.FromMemory(archive.Build()));
            Assert.That(scan.Container, Is.EqualTo(PtContainerKind.TorchScript));
            Assert.That(scan.IsDangerous, record);
            Assert.That(scan.Globals.Single(global => global.DottedName == "posix.system").Record, Is.EqualTo($"constant/{record}"));
            Assert.That(scan.CodeFiles, Contains.Item("constant/code/__torch__.py"));
        }
    }

    [Test]
    public void HonestArchivesAreNotDangerous()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.Path("fixtures", "torchscript"), "*.pt*", SearchOption.AllDirectories))
        {
            using ByteSource source = ByteSource.OpenFile(file);
            PtScan scan = PtFile.Scan(source);
            Assert.That(scan.IsDangerous, Is.False, file);
            Assert.That(scan.IsWhole, file);
            Assert.That(scan.CodeFiles, Is.Not.Empty, file);
        }
    }

    [Test]
    public void AnArchiveInsideAPickleIsRefused()
    {
        byte[] inner = Constant().Build();
        byte[] pickle = [.. Latin("\u0080\u0003ctorch.storage\n_load_from_bytes\nB"), .. BitConverter.GetBytes(inner.Length), .. inner, .. Latin("\u0085R.")];
        Assert.That(() => PtFile.Open(pickle), Throws.TypeOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.Unsupported).And.Message.Contains("TorchScript"));
    }

    // Each module holds the next one twice: as many names as there are ways down.
    static byte[] Shared(int levels)
    {
        List<byte> pickle = [.. Latin("\u0080\u0002c__torch__\nM\nq\u0000)\u0081q\u0001}X\u0008\u0000\u0000\u0000training\u0088sb0")];
        for (int level = 2; level <= levels; level++)
            pickle.AddRange(Latin($"h\u0000)\u0081q{(char)level}}}(X\u0008\u0000\u0000\u0000training\u0088X\u0001\u0000\u0000\u0000ah{(char)(level - 1)}X\u0001\u0000\u0000\u0000bh{(char)(level - 1)}ub0"));
        return [.. pickle, .. Latin($"h{(char)levels}.")];
    }
}
