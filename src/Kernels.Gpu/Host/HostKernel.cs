using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// An operation that a GPU has no kernel for, by way of the processor: operands are copied to the host, its kernel runs, results
/// are copied back. The one way in which anything leaves a GPU to be computed; docs/gpu.md names what takes it.
/// </summary>
sealed class HostKernel(GpuDevice device, Op op, Kernel kernel) : Kernel
{
    public override string Name => $"{op.Name} on the host: {kernel.Name}";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        device.NoteHostRun(op);
        Tensor?[] host = new Tensor?[inputs.Length];
        for (int i = 0; i < host.Length; i++)
            host[i] = inputs[i]?.To(Tensors.Device.Cpu);
        Tensor[] results = new Tensor[outputs.Length];
        for (int i = 0; i < results.Length; i++)
            results[i] = Tensor.Uninitialized(outputs[i].Shape, outputs[i].DType);
        CpuBackend.Instance.Run(op, kernel, host, results);
        for (int i = 0; i < results.Length; i++)
        {
            int size = results[i].DType.ItemSize();
            device.CopyFromHost(results[i].Storage.BorrowBytes(0, checked((int)(results[i].ElementCount * size))), outputs[i].Storage, outputs[i].Layout.Offset * size);
            GC.KeepAlive(results[i].Storage);
        }
    }
}
