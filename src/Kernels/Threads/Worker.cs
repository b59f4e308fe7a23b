using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PtFormat.Kernels;

/// <summary>
/// A thread that waits for work. A call is offered to it, not given: the caller takes back what has not been accepted when
/// it has done all parts itself, so nobody ever waits for a thread to wake up.
/// </summary>
sealed unsafe class Worker
{
    // Between two operations of a model this thread spins, so that the next one finds it within a microsecond; woken from
    // sleep it would take 70 (docs/decisions.md, threads).
    static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    const long Free = 0, Parked = 1, Claimed = 2, Offered = 3, Running = 4;
    const long PhaseMask = 7, OneOffer = 8;

    // The phase, and above it the number of offers so far: an offer can be told from a later one.
    long _state;
    WorkCall* _call;
    ExceptionDispatchInfo? _error;
    readonly int _number;
    readonly object _bed = new();
    bool _isCalled;

    /// <param name="number">From 1 on.</param>
    public Worker(int number)
    {
        _number = number;
        new Thread(Loop) { IsBackground = true, Name = FormattableString.Invariant($"PtFormat worker {number}") }.Start();
    }

    /// <summary>Offers a call, unless the worker is busy.</summary>
    /// <param name="call">Stays where it is until the offer is taken back or the worker has left it.</param>
    /// <param name="offer">What <see cref="TryTakeBack"/> needs.</param>
    public bool TryOffer(WorkCall* call, out long offer)
    {
        long state = Volatile.Read(ref _state), phase = state & PhaseMask;
        offer = (state & ~PhaseMask) + OneOffer + Offered;
        if (phase > Parked || Interlocked.CompareExchange(ref _state, offer - Offered + Claimed, state) != state)
            return false;
        _call = call;
        Volatile.Write(ref _state, offer);
        if (phase == Parked)
            Wake();
        return true;
    }

    /// <summary>Takes an offer back; false when it has been accepted, so that the worker will leave the call later or has left it.</summary>
    public bool TryTakeBack(long offer) => Interlocked.CompareExchange(ref _state, offer - Offered + Free, offer) == offer;

    /// <summary>What went wrong in a call that names this worker, which takes no other work until it has been asked.</summary>
    public ExceptionDispatchInfo TakeError()
    {
        ExceptionDispatchInfo error = _error!;
        _error = null;
        Volatile.Write(ref _state, (_state & ~PhaseMask) + Free);
        return error;
    }

    void Loop()
    {
        long idleSince = Stopwatch.GetTimestamp();
        while (true)
        {
            long state = Volatile.Read(ref _state);
            if ((state & PhaseMask) == Offered)
            {
                WorkCall* call = _call;
                if (Interlocked.CompareExchange(ref _state, state - Offered + Running, state) == state)
                {
                    Join(call, state - Offered);
                    idleSince = Stopwatch.GetTimestamp();
                }
            }
            else if (Stopwatch.GetTimestamp() - idleSince < SpinTicks)
                Thread.SpinWait(4);
            else if ((state & PhaseMask) != Free)
                Thread.Yield();
            else if (Interlocked.CompareExchange(ref _state, state - Free + Parked, state) == state)
            {
                Sleep();
                idleSince = Stopwatch.GetTimestamp();
            }
        }
    }

    void Sleep()
    {
        lock (_bed)
        {
            while (!_isCalled)
                Monitor.Wait(_bed);
            _isCalled = false;
        }
    }

    void Wake()
    {
        lock (_bed)
        {
            _isCalled = true;
            Monitor.Pulse(_bed);
        }
    }

    void Join(WorkCall* call, long free)
    {
        bool failed = false;
        try
        {
            call->Body(call, Interlocked.Increment(ref call->Joined), _number);
        }
        catch (Exception e)
        {
            // The first to fail is heard; those after it were most likely stopped by it.
            if (failed = Interlocked.CompareExchange(ref call->FailedWorker, _number, 0) == 0)
                _error = ExceptionDispatchInfo.Capture(e);
            call->Stop();
        }
        // Free before it is said to have left: the caller's next call must find this worker.
        if (!failed)
            Volatile.Write(ref _state, free);
        Interlocked.Increment(ref call->Left);
    }
}
