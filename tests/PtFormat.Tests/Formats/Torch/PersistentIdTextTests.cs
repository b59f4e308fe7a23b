using NUnit.Framework;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats.Torch;

sealed class PersistentIdTextTests
{
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 6)", "torch", "FloatStorage", "0", "cpu", 6, false)]
    [TestCase("('storage', <class 'torch.cuda.HalfStorage'>, '94', 'cuda:0', 0, None)", "torch.cuda", "HalfStorage", "94", "cuda:0", 0, true)]
    public void ReprsOfTuplesAreRead(string text, string module, string name, string key, string location, long count, bool isView)
    {
        Assert.That(PersistentIdText.TryParse(text, out PyTuple? id));
        Assert.That(id!.Items, Has.Count.EqualTo(isView ? 6 : 5));
        PyGlobal type = (PyGlobal)id.Items[1];
        Assert.That((((PyString)id.Items[0]).Value, type.Module, type.Name, ((PyString)id.Items[2]).Value, ((PyString)id.Items[3]).Value, (long)((PyInt)id.Items[4]).Value),
            Is.EqualTo(("storage", module, name, key, location, count)));
    }

    [TestCase("")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 6")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 6))")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', )")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', -6)")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 6\0)")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 00000000000000000006)")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 9999999999999999999)")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, '', 'cpu', 6)")]
    [TestCase("('storage', <class 'torch.FloatStorage'>, 'a\\'b', 'cpu', 6)")]
    [TestCase("('storage', <class 'torch.Float.Storage'>, '0', 'cpu', 6)")]
    [TestCase("('storage', <class 'torch.'>, '0', 'cpu', 6)")]
    [TestCase("('storage', <class 'torch..FloatStorage'>, '0', 'cpu', 6)")]
    [TestCase("('storage', <class 'torchvision.FloatStorage'>, '0', 'cpu', 6)")]
    [TestCase("('storage', <class 'FloatStorage'>, '0', 'cpu', 6)")]
    [TestCase("('module', <class 'torch.FloatStorage'>, '0', 'cpu', 6)")]
    public void OtherTextIsNone(string text) => Assert.That(PersistentIdText.TryParse(text, out _), Is.False);
}
