using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

static partial class LayerTable
{
    static Dictionary<string, LayerRow> Pads => new()
    {
        ["ZeroPad1d"] = new(a => new ZeroPad1d(a.OneOrMore("padding")!.Value)),
        ["ZeroPad2d"] = new(a => new ZeroPad2d(a.OneOrMore("padding")!.Value)),
        ["ZeroPad3d"] = new(a => new ZeroPad3d(a.OneOrMore("padding")!.Value)),
        ["ConstantPad1d"] = new(a => new ConstantPad1d(a.OneOrMore("padding")!.Value, a.Double("value"))),
        ["ConstantPad2d"] = new(a => new ConstantPad2d(a.OneOrMore("padding")!.Value, a.Double("value"))),
        ["ConstantPad3d"] = new(a => new ConstantPad3d(a.OneOrMore("padding")!.Value, a.Double("value"))),
        ["ReflectionPad1d"] = new(a => new ReflectionPad1d(a.OneOrMore("padding")!.Value)),
        ["ReflectionPad2d"] = new(a => new ReflectionPad2d(a.OneOrMore("padding")!.Value)),
        ["ReflectionPad3d"] = new(a => new ReflectionPad3d(a.OneOrMore("padding")!.Value)),
        ["ReplicationPad1d"] = new(a => new ReplicationPad1d(a.OneOrMore("padding")!.Value)),
        ["ReplicationPad2d"] = new(a => new ReplicationPad2d(a.OneOrMore("padding")!.Value)),
        ["ReplicationPad3d"] = new(a => new ReplicationPad3d(a.OneOrMore("padding")!.Value)),
        ["CircularPad1d"] = new(a => new CircularPad1d(a.OneOrMore("padding")!.Value)),
        ["CircularPad2d"] = new(a => new CircularPad2d(a.OneOrMore("padding")!.Value)),
        ["CircularPad3d"] = new(a => new CircularPad3d(a.OneOrMore("padding")!.Value)),
    };
}
