using System.Globalization;
using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// The only threading of the kernels: a pool of threads for the whole process. Work is cut by a fixed grain, not by the number
/// of threads, so results do not depend on that number; a thread that is busy for one caller is not asked by another, so
/// several sessions at once share the pool instead of oversubscribing the processor.
/// </summary>
public static unsafe class Work
{
    // A job is not worth dividing among more.
    const int MostThreads = 256;

    const long NoOffer = 0;

    static readonly Lock Making = new();
    static Worker[] _workers = [];
    static int _threads;

    /// <summary>
    /// How many threads an operation may use, with the one that calls it. At first the environment variable PTFORMAT_THREADS,
    /// or else the number of processors. Applies to operations that start afterwards; 1 where there are no threads (the browser).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than 256.</exception>
    /// <exception cref="InvalidOperationException">The environment variable is not such a number.</exception>
    public static int Threads
    {
        get => _threads > 0 ? _threads : _threads = FirstThreads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostThreads);
            _threads = OperatingSystem.IsBrowser() ? 1 : value;
        }
    }

    /// <summary>Does every part of a job once, in any order, on at most <see cref="Threads"/> threads.</summary>
    /// <param name="parts">How many parts; worth 10 microseconds or more each, for sharing a part out costs up to one.</param>
    /// <param name="lanes">At most so many threads: as many as the job's workspace has pieces.</param>
    /// <param name="job">The job; all threads see this very struct.</param>
    internal static void For<TJob>(int parts, int lanes, ref TJob job) where TJob : struct, IJob
    {
        lanes = Math.Min(Math.Min(lanes, parts), Threads);
        if (lanes < 2)
        {
            for (int part = 0; part < parts; part++)
                job.Run(part, 0);
            return;
        }
        // A struct on this thread's stack does not move, and this frame keeps alive what it refers to.
        WorkCall.Cursor* cursors = stackalloc WorkCall.Cursor[lanes];
        new Span<WorkCall.Cursor>(cursors, lanes).Clear();
        WorkCall call = new() { Body = &RunParts<TJob>, Job = Unsafe.AsPointer(ref job), Parts = parts, Runs = lanes, Cursors = cursors };
        Share(&call, lanes - 1, patienceSpins: 0);
    }

    /// <inheritdoc cref="For{TJob}(int, int, ref TJob)"/>
    internal static void For<TJob>(int parts, ref TJob job) where TJob : struct, IJob => For(parts, MostThreads, ref job);

    /// <summary>
    /// Runs a job in several lanes at the same time, which may wait for each other: as many as are free now and wake up in time,
    /// at least this thread's own.
    /// </summary>
    /// <param name="lanes">The most lanes that have something to do.</param>
    /// <param name="isLong">True for work of some milliseconds, for which it pays to wake sleeping threads.</param>
    /// <param name="job">The job; all threads see this very struct.</param>
    internal static void Together<TJob>(int lanes, bool isLong, ref TJob job) where TJob : struct, ITeamJob
    {
        lanes = Math.Min(lanes, Threads);
        if (lanes < 2)
        {
            job.Run(new Team(null, 0, 1));
            return;
        }
        WorkCall call = new() { Body = &RunLane<TJob>, Job = Unsafe.AsPointer(ref job) };
        Share(&call, lanes - 1, patienceSpins: isLong ? 4000 : 100);
    }

    // Each thread begins with a run of neighbouring parts that is the same in every call: what it wrote in the last operation, or in
    // this one's last call, is in its own cache, and between cores lines travel at a tenth of that speed. Then it helps the others.
    static void RunParts<TJob>(WorkCall* call, int lane, int thread) where TJob : struct, IJob
    {
        ref TJob job = ref Unsafe.AsRef<TJob>(call->Job);
        for (int i = 0; i < call->Runs; i++)
        {
            int run = (thread + i) % call->Runs, first = call->FirstPart(run), count = call->FirstPart(run + 1) - first;
            ref int next = ref call->Cursors[run].Next;
            // Read first: the counter must not run over when many threads come late and often.
            while (Volatile.Read(ref next) < count && Interlocked.Increment(ref next) - 1 is int part && part < count)
                job.Run(first + part, lane);
        }
    }

    static void RunLane<TJob>(WorkCall* call, int lane, int thread) where TJob : struct, ITeamJob
    {
        for (int spins = 0; Volatile.Read(ref call->TeamLanes) == 0; spins++)
            WorkCall.Pause(spins);
        Unsafe.AsRef<TJob>(call->Job).Run(new Team(call, lane, call->TeamLanes));
    }

    // Offers a call to free workers, does what this thread can, takes back what was not accepted and waits for the rest.
    static void Share(WorkCall* call, int helpers, int patienceSpins)
    {
        ReadOnlySpan<Worker> workers = Workers();
        Span<long> offers = stackalloc long[workers.Length];
        int offered = 0;
        for (int i = 0; i < workers.Length; i++)
            if (offered < helpers && workers[i].TryOffer(call, out offers[i]))
                offered++;
            else
                offers[i] = NoOffer;
        bool isTeam = patienceSpins > 0;
        try
        {
            if (isTeam)
            {
                for (int spins = 0; spins < patienceSpins && Volatile.Read(ref call->Joined) < offered; spins++)
                    WorkCall.Pause(spins);
                offered -= TakeBack(workers, offers);
                Volatile.Write(ref call->TeamLanes, offered + 1);
            }
            call->Body(call, 0, 0);
        }
        catch
        {
            // Nobody may wait for this lane any more.
            call->Stop();
            Interlocked.CompareExchange(ref call->FailedWorker, WorkCall.Caller, 0);
            throw;
        }
        finally
        {
            if (!isTeam)
                offered -= TakeBack(workers, offers);
            for (int spins = 0; Volatile.Read(ref call->Left) < offered; spins++)
                WorkCall.Pause(spins);
            if (call->FailedWorker > 0)
                workers[call->FailedWorker - 1].TakeError().Throw();
        }
    }

    // How many offers were still open.
    static int TakeBack(ReadOnlySpan<Worker> workers, Span<long> offers)
    {
        int open = 0;
        for (int i = 0; i < workers.Length; i++)
            if (offers[i] != NoOffer && workers[i].TryTakeBack(offers[i]))
            {
                offers[i] = NoOffer;
                open++;
            }
        return open;
    }

    static ReadOnlySpan<Worker> Workers()
    {
        int count = Threads - 1;
        Worker[] workers = Volatile.Read(ref _workers);
        if (workers.Length < count)
            lock (Making)
            {
                workers = _workers;
                if (workers.Length < count)
                    Volatile.Write(ref _workers, workers = [.. workers, .. Enumerable.Range(workers.Length + 1, count - workers.Length).Select(number => new Worker(number))]);
            }
        return workers.AsSpan(0, count);
    }

    static int FirstThreads()
    {
        if (OperatingSystem.IsBrowser())
            return 1;
        string? wanted = Environment.GetEnvironmentVariable("PTFORMAT_THREADS");
        if (string.IsNullOrEmpty(wanted))
            return Math.Min(Environment.ProcessorCount, MostThreads);
        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is >= 1 and <= MostThreads
            ? threads
            : throw new InvalidOperationException($"PTFORMAT_THREADS is '{wanted}': a number of threads from 1 to {MostThreads} was expected");
    }
}
