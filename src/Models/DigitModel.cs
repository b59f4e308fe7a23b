using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>A network that reads digits, with the way a picture becomes its input.</summary>
public sealed class DigitModel
{
    readonly Func<IReadOnlyList<DigitImage>, Tensor> _prepare;

    internal DigitModel(string name, Layer network, Func<IReadOnlyList<DigitImage>, Tensor> prepare)
    {
        (Name, Network, _prepare) = (name, network, prepare);
        network.Eval();
    }

    /// <summary>The architecture's name: <c>ModelNet</c>.</summary>
    public string Name { get; }

    /// <summary>The network itself.</summary>
    public Layer Network { get; }

    /// <summary>Where the network computes.</summary>
    public Device Device { get; private set; } = Device.Cpu;

    /// <summary>Moves the network; pictures are taken there from now on, and what comes out is there.</summary>
    public void To(Device device)
    {
        Network.To(device);
        Device = device;
    }

    /// <summary>What the network takes for some pictures: <c>[n, 3, 32, 32]</c> for ModelNet, <c>[n, 8, 8]</c> for DigitLstm.</summary>
    public Tensor Prepare(IReadOnlyList<DigitImage> pictures) => _prepare(pictures).To(Device);

    /// <summary>The logits of some pictures: float32 [pictures, 10].</summary>
    public Tensor Logits(IReadOnlyList<DigitImage> pictures) => Network.Forward(Prepare(pictures));

    /// <summary>The probability of each digit: float32 [pictures, 10], rows add up to 1.</summary>
    public Tensor Probabilities(IReadOnlyList<DigitImage> pictures) => Ops.Softmax(Logits(pictures), -1);

    /// <summary>The network's operations on a batch of so many pictures.</summary>
    /// <exception cref="ArgumentException">The batch would be larger than any memory.</exception>
    public Graph Record(int batch = 1)
    {
        // One picture shows what an input looks like; a batch of them has no bytes while it is recorded.
        Tensor example = _prepare([DigitImage.FromBytes(new byte[DigitImage.Size * DigitImage.Size])]);
        Recorder recorder = new(Device);
        Network.NameConstants(recorder);
        return recorder.Finish(Network.Forward(recorder.Input([batch, .. example.Shape.Skip(1)], example.DType, "x")));
    }

    /// <summary>[n, 8, 8]: rows of ink.</summary>
    internal static Tensor Rows(IReadOnlyList<DigitImage> pictures)
    {
        float[] ink = new float[pictures.Count * DigitImage.Size * DigitImage.Size];
        for (int i = 0; i < pictures.Count; i++)
            pictures[i].Ink.CopyTo(ink.AsSpan(i * DigitImage.Size * DigitImage.Size));
        return Tensor.From<float>(ink, [pictures.Count, DigitImage.Size, DigitImage.Size]);
    }

    /// <summary>[n, 3, 32, 32]: every pixel becomes 4 by 4, three channels alike.</summary>
    internal static Tensor Enlarged(IReadOnlyList<DigitImage> pictures)
    {
        const int Factor = 4, Side = DigitImage.Size * Factor, Channels = 3;
        float[] values = new float[pictures.Count * Channels * Side * Side];
        int next = 0;
        foreach (DigitImage picture in pictures)
            for (int channel = 0; channel < Channels; channel++)
                for (int y = 0; y < Side; y++)
                    for (int x = 0; x < Side; x++)
                        values[next++] = picture.Ink[y / Factor * DigitImage.Size + x / Factor];
        return Tensor.From<float>(values, [pictures.Count, Channels, Side, Side]);
    }
}
