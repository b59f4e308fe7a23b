using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>How the groups of a grid wait for each other.</summary>
interface IMeeting
{
    /// <summary>Returns when all groups have called it so many times; what they wrote before is seen after.</summary>
    void Meet(int times);
}

/// <summary>No need: a launch has one step.</summary>
struct NoMeeting : IMeeting
{
    public readonly void Meet(int times)
    {
    }
}

/// <summary>
/// By a counter, which is 0 at the start. All groups must be running at once: no more of them than multiprocessors, and nothing else beside
/// them in the stream.
/// </summary>
struct CounterMeeting : IMeeting
{
    public ArrayView<int> Counter;

    public int Groups;

    public readonly void Meet(int times)
    {
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            MemoryFence.DeviceLevel();
            Atomic.Add(ref Counter[0], 1);
            while (Atomic.Add(ref Counter[0], 0) < times * Groups)
            {
            }
            MemoryFence.DeviceLevel();
        }
        Group.Barrier();
    }
}
