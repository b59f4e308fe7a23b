using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Runs a plan's steps in one frame. The first time that inputs and outputs lie where they do, the steps run one by one, which
/// loads every kernel; the next time they are captured; from then on they are replayed. Where the driver refuses to capture or to
/// replay, they always run one by one.
/// </summary>
sealed class GpuReplay(GpuDevice device) : IReplay
{
    // Outputs come from a pool and change places among a few.
    const int MostGraphs = 4;

    readonly List<(nint[] Places, nint Executable)> _captured = [];
    nint[] _last = [], _now = [];
    int _oldest;
    bool _isRefused;

    ~GpuReplay()
    {
        foreach ((_, nint executable) in _captured)
            device.Replays.Abandon(executable);
    }

    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Action steps)
    {
        lock (device.Gate)
        {
            device.Bind();
            if (!_isRefused && Executable(inputs, outputs, steps) is var executable && executable != 0)
                if (device.Replays.TryLaunch(executable))
                {
                    foreach (Tensor output in outputs)
                        output.Storage.RaiseVersion();
                    return;
                }
                else
                    _isRefused = true;
            steps();
        }
    }

    // What replays these operands, captured now where they were met the time before; 0 for one by one.
    nint Executable(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Action steps)
    {
        if (_now.Length != inputs.Length + outputs.Length)
            (_now, _last) = (new nint[inputs.Length + outputs.Length], new nint[inputs.Length + outputs.Length]);
        for (int i = 0; i < _now.Length; i++)
            _now[i] = Place(i < inputs.Length ? inputs[i] : outputs[i - inputs.Length]);
        foreach ((nint[] places, nint executable) in _captured)
            if (_now.AsSpan().SequenceEqual(places))
                return executable;
        bool isKnown = _now.AsSpan().SequenceEqual(_last);
        (_now, _last) = (_last, _now);
        if (!isKnown)
            return 0;
        nint captured = device.Replays.Capture(steps);
        if (captured == 0)
        {
            _isRefused = true;
            return 0;
        }
        if (_captured.Count < MostGraphs)
            _captured.Add(([.. _last], captured));
        else
        {
            device.Replays.Abandon(_captured[_oldest].Executable);
            _captured[_oldest] = ([.. _last], captured);
            _oldest = (_oldest + 1) % MostGraphs;
        }
        return captured;
    }

    static nint Place(Tensor tensor) => ((GpuStorage)tensor.Storage).Block.Buffer.NativePtr + (nint)(tensor.Layout.Offset * tensor.DType.ItemSize());
}
