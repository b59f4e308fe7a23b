using PtFormat.Kernels;
using PtFormat.Nn;

namespace PtFormat.Models;

static partial class TorchNnClasses
{
    static readonly (string Word, PaddingMode Mode)[] PaddingModes =
        [("zeros", PaddingMode.Zeros), ("reflect", PaddingMode.Reflect), ("replicate", PaddingMode.Replicate), ("circular", PaddingMode.Circular)];

    static TorchNnClass[] Convolutions =>
    [
        Convolving("Conv1d", 1, s => new Conv1d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size1("kernel_size"), s.Size1("stride"), s.Padding("padding"), s.Size1("dilation"), s.Int("groups"), s.IsPresent("bias"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), null)),
        Convolving("Conv2d", 2, s => new Conv2d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size2("kernel_size"), s.Size2("stride"), s.Padding("padding"), s.Size2("dilation"), s.Int("groups"), s.IsPresent("bias"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), null)),
        Convolving("Conv3d", 3, s => new Conv3d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size3("kernel_size"), s.Size3("stride"), s.Padding("padding"), s.Size3("dilation"), s.Int("groups"), s.IsPresent("bias"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), null)),
        Convolving("ConvTranspose1d", 1, s => new ConvTranspose1d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size1("kernel_size"), s.Size1("stride"), s.Padding("padding"), s.Size1("output_padding"), s.Int("groups"), s.IsPresent("bias"),
                s.Size1("dilation"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), Sizes.Of(m.OutputPadding))),
        Convolving("ConvTranspose2d", 2, s => new ConvTranspose2d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size2("kernel_size"), s.Size2("stride"), s.Padding("padding"), s.Size2("output_padding"), s.Int("groups"), s.IsPresent("bias"),
                s.Size2("dilation"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), Sizes.Of(m.OutputPadding))),
        Convolving("ConvTranspose3d", 3, s => new ConvTranspose3d(
                s.Int("in_channels"), s.Int("out_channels"), s.Size3("kernel_size"), s.Size3("stride"), s.Padding("padding"), s.Size3("output_padding"), s.Int("groups"), s.IsPresent("bias"),
                s.Size3("dilation"), PaddingModeOf(s)),
            m => (Sizes.Of(m.KernelSize), Sizes.Of(m.Stride), Sizes.Of(m.Dilation), Sizes.Of(m.OutputPadding))),
    ];

    static PaddingMode PaddingModeOf(PickledModule s) => s.Has("padding_mode") ? s.Word("padding_mode", PaddingModes) : PaddingMode.Zeros;

    static TorchNnClass Convolving<T>(string name, int rank, Func<PickledModule, T> make, Func<T, (Sizes Kernel, Sizes Stride, Sizes Dilation, Sizes? OutputPadding)> sizes) where T : Convolution => Row(
        $"conv.{name}",
        s =>
        {
            int groups = Math.Max(1, s.Int("groups"));
            bool transposed = s.Bool("transposed");
            s.Expect("weight", [
                transposed ? s.Int("in_channels") : s.Int("out_channels"), (transposed ? s.Int("out_channels") : s.Int("in_channels")) / groups, .. s.Ints("kernel_size").Select(size => (long)size)]);
            return make(s);
        },
        (T m) =>
        {
            (Sizes kernel, Sizes stride, Sizes dilation, Sizes? outputPadding) = sizes(m);
            Sizes padding = Sizes.Of(m.Padding.Sizes, rank);
            return
            [
                ("in_channels", m.InChannels), ("out_channels", m.OutChannels), ("kernel_size", kernel), ("stride", stride),
                ("padding", m.Padding.IsSame || m.Padding.IsValid ? m.Padding.ToString() : padding), ("dilation", dilation), ("transposed", outputPadding is not null),
                ("output_padding", outputPadding ?? Sizes.Of(new int[rank])), ("groups", m.Groups), ("padding_mode", PaddingModes.First(known => known.Mode == m.PaddingMode).Word),
                ("_reversed_padding_repeated_twice", m.Padding.IsSame || m.Padding.IsValid ? Around(m.Padding, kernel.Values, dilation.Values) : Twice(padding.Values)),
            ];
        });

    // A tuple for sizes, the last dimension first.
    static Sizes Twice(IReadOnlyList<long> padding) => new([.. padding.Reverse().SelectMany(size => new[] { size, size })], false);

    // A list for words.
    static List<object?> Around(Padding padding, IReadOnlyList<long> kernel, IReadOnlyList<long> dilation)
    {
        List<object?> sides = [];
        for (int i = kernel.Count - 1; i >= 0; i--)
        {
            long all = padding.IsSame ? dilation[i] * (kernel[i] - 1) : 0;
            sides.AddRange([all / 2, all - all / 2]);
        }
        return sides;
    }
}
