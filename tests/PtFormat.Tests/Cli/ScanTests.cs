using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;
using PtFormat.Tests.Formats.Torch;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class ScanTests
{
    static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    static string Call(string argument = "id") => $"cos\nsystem\n{CraftedFile.Text(argument)}\u0085R";

    // A short text of protocol 4.
    static string Short(string text) => $"\u008c{(char)text.Length}{text}";

    static IEnumerable<TestCaseData> Forms()
    {
        yield return Form("GLOBAL", "\u0080\u0002" + Call() + ".", 2);
        yield return Form("GLOBAL of protocol 0", "cposix\nsystem\n(S'id'\ntR.", 0, "posix.system");
        yield return Form("Python 2's name", "\u0080\u0002c__builtin__\neval\n(S'1'\ntR.", 2, "builtins.eval");
        yield return Form("STACK_GLOBAL", $"\u0080\u0004{Short("os")}{Short("system")}\u0093{Short("id")}\u0085R.", 14);
        yield return Form("STACK_GLOBAL from the memo", $"\u0080\u0004{Short("system")}\u0094{Short("os")}\u0094]\u0094h\u0001h\u0000\u0093a.", 22);
        yield return Form("STACK_GLOBAL of byte strings", "\u0080\u0004U\u0002osU\u0006system\u0093.", 14);
        yield return Form("INST", "(S'id'\nios\nsystem\n.", 7);
        yield return Form("OBJ", "\u0080\u0002(cos\nsystem\nU\u0002ido.", 3);
        yield return Form("NEWOBJ", "\u0080\u0002cos\nsystem\n)\u0081.", 2);
        yield return Form("NEWOBJ_EX", "\u0080\u0004cos\nsystem\n)}\u0092.", 2);
        yield return Form("EXT1", "\u0080\u0002\u0082\u0005)R.", 2, "copyreg.extension 5");
        yield return Form("a dropped result", $"\u0080\u0002{Call()}0N.", 2);
        yield return Form("below a dropped mark", $"\u0080\u0002({Call()}1N.", 3);
        yield return Form("getattr of a value", "\u0080\u0002cbuiltins\ngetattr\n(K\u0001X\u0004\0\0\0realtR.", 33, "builtins.getattr");
        yield return Form("an attribute's path", $"\u0080\u0004{Short("torch.serialization")}{Short("os.system")}\u0093.", 34, "torch.serialization.os.system");
        yield return Form("a call of a call's result", $"\u0080\u0002cfunctools\npartial\n{CraftedFile.Text("x")}\u0085R)R)R0{Call()}.", 34);

        static TestCaseData Form(string what, string pickle, int offset, string name = "os.system") => new TestCaseData(pickle, offset, name).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Forms))]
    public void EveryFormOfADangerousNameIsFound(string pickle, int offset, string name)
    {
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(Bytes(pickle)));
        ScannedGlobal found = scan.Globals.Single(global => global.Rating.Class == GlobalClass.Dangerous);
        Assert.That((found.DottedName, found.ByteOffset, found.FileOffset), Is.EqualTo((name, (long)offset, (long?)offset)));
        Assert.That(found.Rating.Effect, Is.Not.Empty);
        (int code, string output, _) = Run("scan", Write("evil.pkl", Bytes(pickle)));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"\n  dangerous  \S").And.Contain($"@0x{offset:x}"));
    }

    // The machine gives up before the name; Python may not.
    [TestCase("\u0080\u0002]0\u0080\u0002", "PROTO belongs at the start", TestName = "a second PROTO")]
    [TestCase("\u0080\u0002]]\u0081", "NEWOBJ", TestName = "an object of no class")]
    [TestCase("\u0080\u0002K\u0001}b", "BUILD", TestName = "a state for a number")]
    [TestCase("\u0080\u0002\u0085", "TUPLE1 needs a value", TestName = "an empty stack")]
    public void ANameBehindWhatBreaksThePickleIsFound(string start, string why)
    {
        string path = Write("broken.pkl", Bytes(start + Call() + "."));
        (int code, string output, string error) = Run("scan", path);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain($"dangerous  os.system  @0x{start.Length:x}"));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z").And.Contain(why));
    }

    [Test]
    public void AGetattrThatABrokenPickleNeverUsesIsFound() =>
        Assert.That(Run("scan", Write("broken.pkl", Bytes("\u0080\u0002cbuiltins\ngetattr\n\u0080\u0002."))).Output, Does.Contain("dangerous  builtins.getattr  @0x2"));

    [Test]
    public void ANameBeforeABrokenOpcodeIsFoundOnce()
    {
        foreach (string end in new[] { "", "\u00ff.", "X\u0009\0\0\0half", "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f" })
        {
            string path = Write("broken.pkl", Bytes("\u0080\u0002" + Call() + end));
            (int code, string output, string error) = Run("scan", path);
            Assert.That((code, output.Split("os.system").Length), Is.EqualTo((1, 2)), output);
            Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z"), end);
        }
    }

    [Test]
    public void AllPicklesOfAnArchiveAreLookedInto()
    {
        ArchiveBuilder archive = new();
        archive.Add("a/data.pkl", Bytes("\u0080\u0002}."));
        archive.Add("a/version", "3\n"u8.ToArray());
        archive.Add("a/data/0", Bytes("\u0080\u0002cos\nremove\n."));
        archive.Add("a/extra.pkl", Bytes("\u0080\u0002" + Call() + ".")).Deflated();
        archive.Add("a/code/x.debug", Bytes("\u0080\u0002cshutil\nrmtree\n."));
        ArchiveBuilder inner = new();
        inner.Add("b/data.pkl", Bytes("\u0080\u0002csubprocess\nrun\n."));
        archive.Add("a/data/weights/inner.pt", inner.Build());
        byte[] bytes = archive.Build();
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(bytes));
        Assert.That(scan.Problems, Is.Empty);
        Assert.That(scan.Globals.Select(global => $"{global.Record} {global.DottedName}"),
            Is.EqualTo(["a/extra.pkl os.system", "a/code/x.debug shutil.rmtree", "a/data/weights/inner.pt » b/data.pkl subprocess.run"]));
        Assert.That(scan.Globals[0].FileOffset, Is.Null);
        foreach (ScannedGlobal stored in scan.Globals.Skip(1))
            Assert.That(bytes[(int)stored.FileOffset!], Is.EqualTo((byte)'c'));
    }

    [Test]
    public void BytesBehindThePickleOfARecordAreLookedInto()
    {
        ArchiveBuilder archive = new();
        archive.Add("a/data.pkl", Bytes($"\u0080\u0002}}.\u0080\u0002{Call()}."));
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(archive.Build()));
        Assert.That(scan.Globals.Select(global => (global.DottedName, global.ByteOffset)), Is.EqualTo([("os.system", 6L)]));
    }

    [Test]
    public void EveryPickleOfALegacyStreamIsLookedInto()
    {
        PickleValue evil = new PyObject(PyObjectForm.Reduce, new PyGlobal("posix", "system"), new PyTuple(new PyString("id")));
        (string Where, byte[] Bytes)[] files =
        [
            ("system", new LegacyBuilder { System = evil }.Build()),
            ("version", new LegacyBuilder { Version = evil }.Build()),
            ("keys", new LegacyBuilder { Keys = new PyList([new PyString("7"), evil]) }.Build()),
            ("object", new LegacyBuilder { Tree = TorchTree.Dict("w", evil), Keys = new PyList(), Content = [] }.Build()),
            ("second object", [.. new LegacyBuilder().Build(), .. new LegacyBuilder { System = evil }.Build()]),
            // The same number, spelled so that its bytes are others.
            ("behind another spelling of the magic number", [.. Bytes("\u0080\u0002\u008b\u000a\0\0\0"), .. LegacyMagic(), (byte)'.', .. new LegacyBuilder { System = evil }.Build()[15..]]),
        ];
        foreach ((string where, byte[] bytes) in files)
        {
            ScannedGlobal found = PtFile.Scan(ByteSource.FromMemory(bytes)).Globals.Single(global => global.Rating.Class == GlobalClass.Dangerous);
            Assert.That(found.DottedName, Is.EqualTo("posix.system"), where);
            Assert.That(bytes[(int)found.FileOffset!], Is.EqualTo((byte)'c'), where);
        }

        static byte[] LegacyMagic() => new LegacyBuilder().Build()[4..14];
    }

    [Test]
    public void AFileThatNamesTooMuchSaysSoAndStillTellsWhatIsDangerous()
    {
        string many = string.Concat(Enumerable.Repeat("cm\nN\n0", 100_001));
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(Bytes($"\u0080\u0002{many}{Call()}.")));
        Assert.That(scan.IsDangerous);
        Assert.That(scan.Problems.Select(problem => problem.Kind), Is.EqualTo([PtErrorKind.LimitExceeded]));
        Assert.That(scan.Globals, Has.Count.EqualTo(100_001));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void AFileInsideAPickleIsLookedInto(bool isDropped)
    {
        byte[] inner = Bytes("\u0080\u0002" + Call() + ".");
        string load = $"ctorch.storage\n_load_from_bytes\nT{(char)inner.Length}\0\0\0{Encoding.Latin1.GetString(inner)}\u0085R";
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(Bytes($"\u0080\u0002{load}{(isDropped ? "0N" : "")}.")));
        Assert.That(scan.Globals.Select(global => global.DottedName), Is.EqualTo(["torch.storage._load_from_bytes", "os.system"]));
        Assert.That(scan.Globals[1].Record, Does.StartWith("file in the pickle at 0x"));
        Assert.That(scan.IsDangerous);
        PtFormatException? refused = Assert.Throws<PtFormatException>(() => PtFile.Open(Bytes($"\u0080\u0002{load}{(isDropped ? "0N" : "")}.")).Dispose());
        Assert.That(refused!.Kind, Is.EqualTo(PtErrorKind.ForbiddenGlobal));
        Assert.That(refused.Message, Does.Contain("os.system"));
    }

    // {0} stands for the function's name.
    [TestCase("cfunctools\npartial\n{0}\u0085R", TestName = "handed to a function")]
    [TestCase("cfunctools\npartial\n{0}\u0085R0N", TestName = "handed to a function, the result dropped")]
    [TestCase("cm\nC\n)\u0081{0}b0N", TestName = "as the state of what is dropped")]
    [TestCase("{0}", TestName = "as the value")]
    [TestCase("{0}0N", TestName = "dropped")]
    [TestCase("]{0}a", TestName = "in a list")]
    [TestCase("}N{0}s", TestName = "as a value")]
    [TestCase("}{0}Ns", TestName = "as a key")]
    [TestCase("({0}{0}l", TestName = "in a list made at once")]
    [TestCase("{0})\u0081", TestName = "as a class")]
    [TestCase("{0}2\u0086", TestName = "doubled")]
    [TestCase("(itorch.storage\n_load_from_bytes\n", TestName = "by INST")]
    [TestCase("({0}o", TestName = "by OBJ")]
    [TestCase("(U\u0006module{0}NNtQ", TestName = "as the class of an id")]
    [TestCase("cbuiltins\ngetattr\nctorch\nstorage\nX\u0010\0\0\0_load_from_bytes\u0086R", TestName = "by getattr")]
    public void TheReaderOfFilesMayBeCalledAndNothingElse(string program)
    {
        byte[] pickle = Bytes("\u0080\u0002" + program.Replace("{0}", "ctorch.storage\n_load_from_bytes\n", StringComparison.Ordinal) + ".");
        Assert.That(PtFile.Scan(ByteSource.FromMemory(pickle)).Globals, Has.Some.Matches<ScannedGlobal>(global =>
            global.DottedName == "torch.storage._load_from_bytes" && global.Rating is { Class: GlobalClass.Dangerous, Effect: "unpickles whatever it is given later" }));
        Assert.That(Assert.Throws<PtFormatException>(() => PtFile.Open(pickle).Dispose())!.Kind, Is.EqualTo(PtErrorKind.ForbiddenGlobal));
    }

    [Test]
    public void TheDescriptionsOfATarAreLookedInto()
    {
        string path = Directory.EnumerateFiles(Fixture("older"), "*", SearchOption.AllDirectories).First(file => IsTar(File.ReadAllBytes(file)));
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(File.ReadAllBytes(path)));
        Assert.That(scan.Container, Is.EqualTo(PtContainerKind.Tar));
        Assert.That(scan.Globals.Select(global => global.Record).Distinct(), Is.SupersetOf(["pickle", "storages", "tensors"]));

        static bool IsTar(byte[] bytes) => bytes.AsSpan().Length > 262 && bytes.AsSpan(257, 5).SequenceEqual("ustar"u8);
    }

    [Test]
    public void AHonestFixtureHasNothingDangerous()
    {
        string[] refused = ["lazy.pt", "globals-2.pt", "globals-4.pt", "scheduler-onecycle.pt"];
        foreach (string file in Directory.EnumerateFiles(Fixture(), "*.pt", SearchOption.AllDirectories).Where(file => !refused.Contains(Path.GetFileName(file))))
            Assert.That(Run("scan", file).Code, Is.Zero, file);
    }

    [Test]
    public void AFolderIsSearchedByContentAndOneBadFileEndsNothing()
    {
        string folder = EmptyFolder();
        Directory.CreateDirectory(Path.Combine(folder, "deep", "er"));
        File.WriteAllBytes(Path.Combine(folder, "deep", "er", "evil.txt"), Bytes("\u0080\u0002" + Call() + "."));
        File.WriteAllText(Path.Combine(folder, "README.pt"), "class\nFoo\n");
        File.WriteAllText(Path.Combine(folder, "notes.md"), "N.B. nothing");
        File.Copy(Fixture("zip", "2.14", "bare-tensor.pt"), Path.Combine(folder, "good"));
        byte[] hostile = File.ReadAllBytes(Fixture("zip", "2.14", "bare-tensor.pt"));
        File.WriteAllBytes(Path.Combine(folder, "cut.pt"), hostile[..^30]);
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(Path.Combine(folder, "link.pt"), Path.Combine(folder, "deep", "er", "evil.txt"));
        (int code, string output, string error) = Run("scan", folder);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]*cut\.pt[^\n]+\n\z"));
        Assert.That(output, Does.Contain("evil.txt: 1 pickle, 1 name, 1 dangerous\n  dangerous  os.system  @0x2\n             runs a shell command\n"));
        Assert.That(output, Does.EndWith("\n3 files: 1 dangerous, 1 not readable; 2 other files skipped, not PyTorch's\n"));
        Assert.That(output, Does.Not.Contain("_rebuild_tensor_v2"));
        Assert.That(Run("scan", folder, "--all").Output, Does.Contain("torch      torch._utils._rebuild_tensor_v2"));
    }

    [TestCase("a/DATA.PKL", TestName = "in other letters")]
    [TestCase("a/x.pkl", TestName = "as another pickle")]
    [TestCase("a/notes", TestName = "as another record")]
    public void APickleWithoutAHeaderIsFoundInAnArchive(string name)
    {
        ArchiveBuilder archive = new();
        archive.Add("a/version", "3\n"u8.ToArray());
        archive.Add(name, Bytes("cos\nsystem\n(S'id'\ntR."));
        if (name != "a/DATA.PKL")
            archive.Add("a/data.pkl", Bytes("\u0080\u0002}."));
        byte[] bytes = archive.Build();
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(bytes));
        Assert.That(scan.Globals.Select(global => $"{global.Record} {global.DottedName}"), Is.EqualTo([$"{name} os.system"]));
        if (name == "a/DATA.PKL")
            Assert.That(() => PtFile.Open(bytes), Throws.InstanceOf<PtFormatException>().With.Property(nameof(PtFormatException.Kind)).EqualTo(PtErrorKind.Ambiguous));
        Assert.That(Run("dis", Write("case.pt", bytes)).Output.Contains("os system", StringComparison.Ordinal), Is.EqualTo(name != "a/notes"));
    }

    [Test]
    public void ARecordThatOnlyIsNamedAPickleIsNoFault()
    {
        ArchiveBuilder archive = new();
        archive.Add("a/data.pkl", Bytes("\u0080\u0002}."));
        archive.Add("a/version", "3\n"u8.ToArray());
        archive.Add("a/xdata.pkl", "hello"u8.ToArray());
        archive.Add("a/readme", "import os\nos.getcwd()\n"u8.ToArray());
        Assert.That(Run("scan", Write("decoy.pt", archive.Build())).Code, Is.Zero);
    }

    [Test]
    public void ATarIsKnownByItsChecksum()
    {
        byte[] tar = new HostileTarTests.Parts().Archive().Build();
        for (int at = 0; at + 512 <= tar.Length; at += 512)
            if (tar.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
            {
                tar.AsSpan(at + 257, 8).Clear();
                int sum = 8 * ' ';
                for (int i = 0; i < 512; i++)
                    sum += i is >= 148 and < 156 ? 0 : tar[at + i];
                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, at + 148);
            }
        Assert.That(PtFile.Scan(ByteSource.FromMemory(tar)).Container, Is.EqualTo(PtContainerKind.Tar));
        using PtFile file = PtFile.Open(tar);
        Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Tar));
    }

    [Test]
    public void WhatOnlyTheMachineRefusesIsFoundInAFolder()
    {
        string folder = EmptyFolder(), call = "cos\nsystem\n(S'id'\ntR.", unknown = "cmylib\nload\n(S'id'\ntR.";
        string[] starts = [$"I{new string(' ', 70_000)}1\n0", $"F{new string('1', 70_000)}\n0", $"L{new string(' ', 70_000)}1L\n0", "N0\u0095\u0005\0\0\0\0\0\0\0N0"];
        for (int i = 0; i < starts.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i}.bin"), Bytes(starts[i] + call));
            File.WriteAllBytes(Path.Combine(folder, $"{i}.pt"), Bytes(starts[i] + unknown));
            Assert.That(Run("dis", Path.Combine(folder, $"{i}.bin")).Output, Does.Contain("GLOBAL 'os system'"), $"{i}");
        }
        File.WriteAllText(Path.Combine(folder, "nasty.py"), "import zipfile,io,struct\nos.makedirs('n',exist_ok=True)\ndef w(n,b): open('n/'+n,'wb').write(b)\n");
        Assert.That(Run("scan", folder).Output, Does.EndWith($"\n{2 * starts.Length} files: {starts.Length} dangerous, {2 * starts.Length} not readable; 1 other file skipped, not PyTorch's\n"));
    }

    [Test]
    public void ACallOfAnUnknownFunctionIsDangerous()
    {
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(Bytes("\u0080\u0002cmimetypes\ninit\n0cmimetypes\ninit\n)R.")));
        Assert.That(scan.Globals.Select(global => (global.ByteOffset, global.Rating.Class)), Is.EqualTo([(2L, GlobalClass.Unknown), (19L, GlobalClass.Unknown), (36L, GlobalClass.Dangerous)]));
    }

    [Test]
    public void WhatIsNamedMustBeReadable()
    {
        string text = Write("notes.md", "dear reader"u8.ToArray());
        Assert.That(Run("scan", text), Is.EqualTo((1, "", $"ptformat: {text} @0x0: this looks like text; a file written by torch.save was expected\n")));
        (int code, string output, string error) = Run("scan", "no-such-file.pt", Fixture("zip", "2.14", "bare-tensor.pt"));
        Assert.That((code, error), Is.EqualTo((1, "ptformat: no-such-file.pt: there is no such file\n")));
        Assert.That(output, Does.Contain("none dangerous\n").And.EndWith("\n2 files: 0 dangerous, 1 not readable\n"));
        Assert.That(Run("scan", text, "--json", "--sarif").Code, Is.EqualTo(2));
        Assert.That(Run("scan").Code, Is.EqualTo(2));
    }

    [Test]
    public void JsonHasTheContract()
    {
        string path = CraftedFile.Write("evil.pt", Call() + "0c__main__\nNet\n");
        (int code, string output, _) = Run("scan", path, "--json");
        Assert.That(code, Is.EqualTo(1));
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(json.RootElement.GetProperty("dangerous").GetInt32(), Is.EqualTo(1));
        JsonElement file = json.RootElement.GetProperty("files")[0], global = file.GetProperty("globals")[0];
        Assert.That((file.GetProperty("file").GetString(), file.GetProperty("format").GetString(), file.GetProperty("pickles").GetInt32()), Is.EqualTo((path, "zip", 1)));
        Assert.That(global.GetProperty("name").GetString(), Is.EqualTo("os.system"));
        Assert.That(global.GetProperty("verdict").GetString(), Is.EqualTo("dangerous"));
        Assert.That(global.GetProperty("effect").GetString(), Is.EqualTo("runs a shell command"));
        Assert.That(global.GetProperty("record").GetString(), Is.EqualTo("crafted/data.pkl"));
        Assert.That(global.GetProperty("offset").GetInt64(), Is.EqualTo(2));
        Assert.That(File.ReadAllBytes(path)[global.GetProperty("file_offset").GetInt32()], Is.EqualTo((byte)'c'));
        Assert.That(global.GetProperty("opcode").GetString(), Is.EqualTo("GLOBAL"));
        Assert.That(file.GetProperty("globals")[1].GetProperty("verdict").GetString(), Is.EqualTo("unknown"));
    }

    [Test]
    public void SarifHasWhatServicesRequire()
    {
        string evil = CraftedFile.Write("e vil.pt", Call() + "0c__main__\nNet\n"), cut = Path.Combine(Path.GetDirectoryName(evil)!, "cut.pt");
        File.WriteAllBytes(cut, File.ReadAllBytes(evil)[..^9]);
        string before = Environment.CurrentDirectory;
        string output;
        try
        {
            Environment.CurrentDirectory = Path.GetDirectoryName(evil)!;
            output = Run("scan", ".", "--sarif").Output;
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
        using JsonDocument json = JsonDocument.Parse(output);
        SarifShape.Check(json.RootElement);
        JsonElement root = json.RootElement, run = root.GetProperty("runs").EnumerateArray().Single(), driver = run.GetProperty("tool").GetProperty("driver");
        Assert.That(root.GetProperty("version").GetString(), Is.EqualTo("2.1.0"));
        Assert.That(driver.GetProperty("name").GetString(), Is.EqualTo("ptformat"));
        JsonElement[] rules = [.. driver.GetProperty("rules").EnumerateArray()];
        foreach (JsonElement rule in rules)
            foreach (string member in new[] { "shortDescription", "fullDescription", "help" })
                Assert.That(rule.GetProperty(member).GetProperty("text").GetString(), Is.Not.Empty);
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.That(results.Select(result => (result.GetProperty("ruleId").GetString(), result.GetProperty("level").GetString())),
            Is.EquivalentTo([("PT003", "error"), ("PT001", "error"), ("PT002", "note")]));
        foreach (JsonElement result in results)
        {
            Assert.That(rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString(), Is.EqualTo(result.GetProperty("ruleId").GetString()));
            Assert.That(result.GetProperty("message").GetProperty("text").GetString(), Is.Not.Empty);
            JsonElement place = result.GetProperty("locations").EnumerateArray().Single().GetProperty("physicalLocation");
            Assert.That(place.GetProperty("artifactLocation").GetProperty("uri").GetString(), Is.EqualTo("e%20vil.pt").Or.EqualTo("cut.pt"));
            Assert.That(place.GetProperty("region").GetProperty("startLine").GetInt32(), Is.EqualTo(1));
        }
        Assert.That(results.Select(result => result.GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString()).Distinct().Count(), Is.EqualTo(3));
        JsonElement dangerous = results.Single(result => result.GetProperty("ruleId").GetString() == "PT001");
        int offset = dangerous.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("byteOffset").GetInt32();
        Assert.That(File.ReadAllBytes(evil).AsSpan(offset, 11).SequenceEqual("cos\nsystem\n"u8));
        Assert.That(dangerous.GetProperty("message").GetProperty("text").GetString(), Does.Contain("os.system, which runs a shell command in Python"));
    }

    [Test]
    public void OnATerminalLinesFitNothingSteersItAndOnlyWhatMattersIsColoured()
    {
        string path = CraftedFile.Write("steering.pt", $"c{new string('m', 60)}\n{new string('N', 90)}\n0{Call()}0c__main__\nA\u202e\u001b[2J\n".Replace("\u202e", "", StringComparison.Ordinal));
        string output = RunOn(new Terminal { Columns = 80 }, "scan", path).Output;
        Assert.That(output.Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
        Assert.That(output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(80));
        string coloured = RunOn(new Terminal { Columns = 80, HasColour = true }, "scan", path).Output;
        Assert.That(coloured, Does.Contain("\u001b[1;31mdangerous\u001b[0m").And.Contain("\u001b[33munknown  \u001b[0m"));
        Assert.That(coloured.Replace("\u001b[1;31m", "", StringComparison.Ordinal).Replace("\u001b[33m", "", StringComparison.Ordinal).Replace("\u001b[0m", "", StringComparison.Ordinal), Is.EqualTo(output));
    }

    [Test]
    public void ACancelledScanEnds()
    {
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();
        StringWriter output = new(), error = new();
        int code = new CommandLineProgram(output, error).Run(["scan", Fixture("zip")], cancellation.Token);
        Assert.That((code, error.ToString()), Is.EqualTo((130, "ptformat: cancelled\n")));
    }

    [TestCase("inspect", "FILE")]
    [TestCase("verify", "FILE")]
    [TestCase("convert", "FILE", "OUT")]
    [TestCase("diff", "FILE", "FILE")]
    [TestCase("extract", "FILE", "OUT")]
    [TestCase("predict", "FILE", "FILE")]
    [TestCase("graph", "FILE")]
    public void EveryVerbThatLoadsTakesAPolicy(params string[] args)
    {
        string file = Fixture("values", "2.14", "users-2.pt"), target = Path.Combine(EmptyFolder(), "out");
        string[] real = [.. args.Select(arg => arg == "FILE" ? file : arg == "OUT" ? target : arg)];
        Assert.That(Run([.. real, "--policy", "default"]).Error, Does.Not.Contain("allow-list"));
        (int code, _, string error) = Run([.. real, "--policy", "tensors-only"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("is not on the allow-list (tensors only)"));
    }
}
