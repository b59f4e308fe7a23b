using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Finds the backend that runs an operation: the operands' device says which.</summary>
public static class Backend
{
    /// <summary>
    /// The backend for these operands. Where one is on a <see cref="Graphs.Recorder"/>, that records, and operands elsewhere
    /// become constants of the graph; otherwise all must be on one device.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operands are on several devices, or on one that computes nothing.</exception>
    public static IBackend For(Op op, ReadOnlySpan<Tensor?> operands)
    {
        Device? device = null;
        foreach (Tensor? operand in operands)
        {
            if (operand is null || operand.Device == device)
                continue;
            if (device is null || operand.Device is Graphs.Recorder && device is not Graphs.Recorder)
                device = operand.Device;
            else if (device is not Graphs.Recorder || operand.Device is Graphs.Recorder)
                throw new InvalidOperationException($"{op.Name}: operands are on {device.Name} and on {operand.Device.Name}: all must be on one device");
        }
        return device is null
            ? throw new ArgumentException($"{op.Name}: there is no operand, so no device to run on")
            : Of(device) ?? throw new InvalidOperationException($"{op.Name}: the operands are on {device.Name}, which computes nothing: make them on Device.Cpu");
    }

    /// <summary>The backend of a device, or null when the device computes nothing.</summary>
    public static IBackend? Of(Device device) => device switch
    {
        IBackend backend => backend,
        _ when device == Device.Cpu => CpuBackend.Instance,
        _ => null,
    };
}
