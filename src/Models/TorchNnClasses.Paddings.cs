using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Paddings =>
    [
        Row("padding.CircularPad1d", s => new CircularPad1d(s.OneOrMore("padding")), (CircularPad1d m) => [("padding", Sizes.Of(m.Padding, 2))]),
        Row("padding.CircularPad2d", s => new CircularPad2d(s.OneOrMore("padding")), (CircularPad2d m) => [("padding", Sizes.Of(m.Padding, 4))]),
        Row("padding.CircularPad3d", s => new CircularPad3d(s.OneOrMore("padding")), (CircularPad3d m) => [("padding", Sizes.Of(m.Padding, 6))]),
        Row("padding.ReflectionPad1d", s => new ReflectionPad1d(s.OneOrMore("padding")), (ReflectionPad1d m) => [("padding", Sizes.Of(m.Padding, 2))]),
        Row("padding.ReflectionPad2d", s => new ReflectionPad2d(s.OneOrMore("padding")), (ReflectionPad2d m) => [("padding", Sizes.Of(m.Padding, 4))]),
        Row("padding.ReflectionPad3d", s => new ReflectionPad3d(s.OneOrMore("padding")), (ReflectionPad3d m) => [("padding", Sizes.Of(m.Padding, 6))]),
        Row("padding.ReplicationPad1d", s => new ReplicationPad1d(s.OneOrMore("padding")), (ReplicationPad1d m) => [("padding", Sizes.Of(m.Padding, 2))]),
        Row("padding.ReplicationPad2d", s => new ReplicationPad2d(s.OneOrMore("padding")), (ReplicationPad2d m) => [("padding", Sizes.Of(m.Padding, 4))]),
        Row("padding.ReplicationPad3d", s => new ReplicationPad3d(s.OneOrMore("padding")), (ReplicationPad3d m) => [("padding", Sizes.Of(m.Padding, 6))]),
        Row("padding.ConstantPad1d", s => new ConstantPad1d(s.OneOrMore("padding"), s.Double("value")), (ConstantPad1d m) => [("value", m.Value), ("padding", Sizes.Of(m.Padding, 2))]),
        Row("padding.ConstantPad2d", s => new ConstantPad2d(s.OneOrMore("padding"), s.Double("value")), (ConstantPad2d m) => [("value", m.Value), ("padding", Sizes.Of(m.Padding, 4))]),
        Row("padding.ConstantPad3d", s => new ConstantPad3d(s.OneOrMore("padding"), s.Double("value")), (ConstantPad3d m) => [("value", m.Value), ("padding", Sizes.Of(m.Padding, 6))]),
        Row("padding.ZeroPad1d", s => new ZeroPad1d(s.OneOrMore("padding")), (ZeroPad1d m) => [("value", 0.0), ("padding", Sizes.Of(m.Padding, 2))]),
        Row("padding.ZeroPad2d", s => new ZeroPad2d(s.OneOrMore("padding")), (ZeroPad2d m) => [("value", 0.0), ("padding", Sizes.Of(m.Padding, 4))]),
        Row("padding.ZeroPad3d", s => new ZeroPad3d(s.OneOrMore("padding")), (ZeroPad3d m) => [("value", 0.0), ("padding", Sizes.Of(m.Padding, 6))]),
    ];
}
