namespace PtFormat.Kernels.Gpu;

/// <content>LSTM, GRU and plain recurrent layers.</content>
public sealed partial class GpuDevice
{
    static Kernel? FindRecurrent(RecurrentOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;
}
