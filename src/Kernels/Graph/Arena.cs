using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>
/// The memory of one run at a time, for all plans of a session: they lie over each other in it. For one thread at a time.
/// </summary>
sealed class Arena(Device device)
{
    readonly Dictionary<Plan, Frame> _frames = [];
    Storage? _memory;
    Storage? _workspace;

    /// <summary>The tensors of a plan, made when it runs here for the first time.</summary>
    public Frame FrameOf(Plan plan)
    {
        if (!_frames.TryGetValue(plan, out Frame? frame))
            _frames.Add(plan, frame = plan.MakeFrame(this));
        return frame;
    }

    /// <summary>Memory for results.</summary>
    public Storage Memory(long byteLength) => AtLeast(ref _memory, byteLength);

    /// <summary>Memory for kernels' scratch.</summary>
    public Storage Workspace(long byteLength) => AtLeast(ref _workspace, byteLength);

    // Frames keep the memory they were made in. Each piece is at least twice the last, so all of them are less than twice the
    // largest, and a plan that has its frame never needs another.
    Storage AtLeast(ref Storage? memory, long byteLength)
    {
        if (memory is null || memory.ByteLength < byteLength)
            memory = device.Allocate(memory is null ? byteLength : (long)BitOperations.RoundUpToPowerOf2((ulong)byteLength));
        return memory;
    }
}
