using PtFormat.Tensors;
using TorchTensor = TorchSharp.torch.Tensor;

namespace PtFormat.Inference;

/// <summary>One row of the table.</summary>
/// <param name="Name">The work and its sizes.</param>
/// <param name="Bars">How many times faster than the better rival it should be, with one thread and with two.</param>
/// <param name="Inputs">Shapes of the inputs.</param>
/// <param name="Ours">The work as PtFormat's modules or operations do it.</param>
/// <param name="Libtorch">The work as TorchSharp's do it, with the same weights.</param>
sealed record Job(string Name, (double One, double Two) Bars, Shape[] Inputs, Func<Tensor[], Tensor[]> Ours, Func<TorchTensor[], TorchTensor> Libtorch)
{
    /// <summary>The exported model, or null where the rival is libtorch alone.</summary>
    public string? Onnx { get; init; }

    /// <summary>Multiplications and additions of one run, or 0 where memory is what counts.</summary>
    public double Flops { get; init; }

    /// <summary>Bytes read and written by one run, or 0 where arithmetic is what counts.</summary>
    public double Bytes { get; init; }

    /// <summary>How far from libtorch's result, relative to its largest magnitude, ours may be: the stated error of the kernel that is chosen.</summary>
    public double Tolerance { get; init; } = 1e-5;
}
