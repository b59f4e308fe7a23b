using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static TorchNnClass[] Containers =>
    [
        Container<Sequential>("container.Sequential", (_, children) => new Sequential(children)) with { NumbersChildren = true },
        Container<ModuleList<Module>>("container.ModuleList", (s, children) => Numbered(s, children, new ModuleList<Module>(children.Select(child => child.Module)))) with { NumbersChildren = true },
        Container<ModuleDict<Module>>("container.ModuleDict", (_, children) => new ModuleDict<Module>(children)),
        Row("container.ParameterList",
            s => new ParameterList(s.Parameters.Select(own => s.TensorOrNull(own.Name) ?? throw s.Error(PtErrorKind.Unsupported, $"{own.Name} is None: a parameter was needed"))),
            (ParameterList m) => [("_size", m.Count)]),
        Row("container.ParameterDict",
            s => new ParameterDict(s.Parameters.Select(own => (own.Name, s.TensorOrNull(own.Name) ?? throw s.Error(PtErrorKind.Unsupported, $"{own.Name} is None: a parameter was needed")))),
            (ParameterDict m) => [("_keys", new KeysOnly(m.Keys))]),
    ];

    static TorchNnClass Container<T>(string path, Func<PickledModule, IReadOnlyList<(string Name, Module Module)>, Module> gather) where T : Module =>
        new($"torch.nn.modules.{path}", typeof(T), saved => gather(saved, []), (_, _) => []) { Gather = gather };

    static ModuleList<Module> Numbered(PickledModule saved, IReadOnlyList<(string Name, Module)> children, ModuleList<Module> list) =>
        children.Select(child => child.Name).SequenceEqual(list.Children.Select(child => child.Name))
            ? list
            : throw saved.Error(PtErrorKind.Unsupported, $"its modules are called {string.Join(", ", children.Take(8).Select(child => PtFormatException.Quote(child.Name)))}: 0, 1, … were needed");
}
