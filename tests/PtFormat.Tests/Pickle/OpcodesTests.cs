using NUnit.Framework;
using PtFormat.Pickle;

namespace PtFormat.Tests.Pickle;

sealed class OpcodesTests
{
    [Test]
    public void EveryOpcodeHasOneRow()
    {
        Assert.That(Opcodes.All.Select(row => row.Code), Is.EquivalentTo(Enum.GetValues<PickleOpcode>()).And.Ordered);
        Assert.That(Opcodes.All.Select(row => row.Name), Is.Unique);
        Assert.That(Opcodes.All, Has.Count.EqualTo(68));
        Assert.That(Opcodes.All.All(row => Opcodes.Find((byte)row.Code) == row && row.Protocol is >= 0 and <= Opcodes.HighestProtocol), Is.True);
    }

    [Test]
    public void TheMachineHasACaseForEveryRow()
    {
        string machine = File.ReadAllText(Repository.Path("src", "Pickle", "PickleVm.cs"));
        foreach (PickleOpcode opcode in Enum.GetValues<PickleOpcode>())
            Assert.That(machine, Does.Match($@"(case|or) PickleOpcode\.{opcode}\b"));
    }
}
