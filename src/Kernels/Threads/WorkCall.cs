using System.Runtime.InteropServices;

namespace PtFormat.Kernels;

/// <summary>
/// One call of <see cref="Work"/>, on the stack of the thread that made it. What several threads write lies on lines of its own.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4 * LineBytes)]
unsafe struct WorkCall
{
    // Two lines of 64: processors fetch them in pairs.
    const int LineBytes = 128;

    /// <summary>How far a run of parts has been taken.</summary>
    [StructLayout(LayoutKind.Explicit, Size = LineBytes)]
    public struct Cursor
    {
        /// <summary>The next part that nobody has taken, from the run's first on.</summary>
        [FieldOffset(0)]
        public int Next;
    }

    /// <summary>The calling thread among those that may fail.</summary>
    public const int Caller = -1;

    /// <summary>What a thread that joins runs, with its lane and the thread's number (0 for the caller, then the workers').</summary>
    [FieldOffset(0)]
    public delegate*<WorkCall*, int, int, void> Body;

    /// <summary>The job, a struct on the same stack.</summary>
    [FieldOffset(8)]
    public void* Job;

    /// <summary>How many parts there are.</summary>
    [FieldOffset(16)]
    public int Parts;

    /// <summary>How many lanes a team has; 0 until it is known.</summary>
    [FieldOffset(20)]
    public int TeamLanes;

    /// <summary>The first worker that failed, counted from 1; <see cref="Caller"/> when it was none of them.</summary>
    [FieldOffset(24)]
    public int FailedWorker;

    /// <summary>How many runs of neighbouring parts there are: one for each thread that may come.</summary>
    [FieldOffset(28)]
    public int Runs;

    /// <summary>One for each run.</summary>
    [FieldOffset(32)]
    public Cursor* Cursors;

    /// <summary>Workers that have joined.</summary>
    [FieldOffset(LineBytes)]
    public int Joined;

    /// <summary>Workers that have left and will not touch this again.</summary>
    [FieldOffset(2 * LineBytes)]
    public int Left;

    /// <summary>Arrivals at a team's meetings, of all lanes and meetings.</summary>
    [FieldOffset(3 * LineBytes)]
    public int Arrived;

    /// <summary>Makes the threads take no further part.</summary>
    public void Stop()
    {
        for (int i = 0; i < Runs; i++)
            Volatile.Write(ref Cursors[i].Next, Parts);
    }

    /// <summary>Where a run of parts begins; the last one ends where one more would begin.</summary>
    public int FirstPart(int run) => (int)((long)Parts * run / Runs);

    /// <summary>
    /// Waits a moment: spinning for a few microseconds, then giving way, because what is waited for may be queued on this very
    /// processor (measured: up to 5 ms when it only spins).
    /// </summary>
    public static void Pause(int spins)
    {
        if (spins < 2000)
            Thread.SpinWait(1);
        else if (!Thread.Yield())
            Thread.Sleep(0);
    }
}
