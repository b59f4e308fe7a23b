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
