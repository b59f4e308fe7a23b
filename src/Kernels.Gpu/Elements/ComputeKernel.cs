using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// A kernel over elements of one type. Operands of another dtype are converted into the workspace first, results of another
/// dtype are computed there and converted last: so a loop is compiled for three types and not for every mixture of dtypes.
/// </summary>
abstract class ComputeKernel<T> : GpuKernel where T : unmanaged
{
    // Every piece of workspace starts where any load is aligned.
    const long AlignmentBytes = 256;

    readonly Cast?[] _reads, _writes;
    readonly KernelLayout[] _given, _seen;
    readonly long[] _places;

    /// <param name="device">Where it runs.</param>
    /// <param name="inputs">The operands; of dtypes of <see cref="Cells"/>, with layouts of <see cref="KernelLayout"/>.</param>
    /// <param name="results">How many of the outputs are of the type that is computed with, or converted from it; others are the kernel's own affair.</param>
    /// <param name="outputs">The outputs.</param>
    protected ComputeKernel(GpuDevice device, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs, int results = 1) : base(device)
    {
        DType compute = DTypes.Of<T>();
        (_reads, _given, _seen) = (new Cast?[inputs.Length], new KernelLayout[inputs.Length], new KernelLayout[inputs.Length]);
        _writes = new Cast?[results];
        _places = new long[inputs.Length + results];
        long size = compute.ItemSize(), end = 0;
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i] is { } input)
            {
                _seen[i] = _given[i] = KernelLayout.Of(input.Layout)!.Value;
                if (input.DType == compute)
                    continue;
                (_reads[i], _seen[i], _places[i]) = (Cast.Of(device, input.DType, compute), default, end);
                end += Aligned(input.Layout.ElementCount * size);
            }
        for (int i = 0; i < results; i++)
            if (outputs[i].DType != compute)
            {
                (_writes[i], _places[inputs.Length + i]) = (Cast.Of(device, compute, outputs[i].DType), end);
                end += Aligned(outputs[i].Layout.ElementCount * size);
            }
        WorkspaceBytes = end;
    }

    /// <inheritdoc/>
    public override long WorkspaceBytes { get; }

    /// <summary>Where an operand's elements are in what <see cref="Operand"/> gives.</summary>
    protected KernelLayout LayoutOf(int input) => _seen[input];

    /// <summary>An operand's elements, converted where they must be; empty where it is absent.</summary>
    protected ArrayView<T> Operand(ReadOnlySpan<Tensor?> inputs, int input, Storage? workspace)
    {
        if (inputs[input] is not { } tensor)
            return ArrayView<T>.Empty;
        if (_reads[input] is not { } cast)
            return GpuDevice.View<T>(tensor);
        int count = (int)tensor.ElementCount;
        ArrayView<T> converted = Piece(_places[input], count, workspace);
        cast.Launch(Stream, GpuDevice.View<byte>(tensor), _given[input], converted.Cast<byte>(), count);
        return converted;
    }

    /// <summary>Where a result is to be computed.</summary>
    protected ArrayView<T> Result(ReadOnlySpan<Tensor> outputs, int output, Storage? workspace) => _writes[output] is null
        ? GpuDevice.View<T>(outputs[output])
        : Piece(_places[_reads.Length + output], (int)outputs[output].ElementCount, workspace);

    /// <summary>Converts a result that was computed in the workspace.</summary>
    protected void Finish(ReadOnlySpan<Tensor> outputs, int output, Storage? workspace)
    {
        if (_writes[output] is not { } cast)
            return;
        int count = (int)outputs[output].ElementCount;
        cast.Launch(Stream, Piece(_places[_reads.Length + output], count, workspace).Cast<byte>(), default, GpuDevice.View<byte>(outputs[output]), count);
    }

    static long Aligned(long bytes) => (bytes + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;

    static ArrayView<T> Piece(long place, int count, Storage? workspace) =>
        GpuDevice.View<T>(workspace!, place, (long)count * Interop.SizeOf<T>());
}
