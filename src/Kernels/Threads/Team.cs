namespace PtFormat.Kernels;

/// <summary>One lane of work that is done together.</summary>
unsafe ref struct Team
{
    readonly WorkCall* _call;
    int _arrivals;

    internal Team(WorkCall* call, int lane, int lanes)
    {
        _call = call;
        Lane = lane;
        Lanes = lanes;
    }

    /// <summary>Which lane this is, from 0.</summary>
    public int Lane { get; }

    /// <summary>How many there are, all at work now.</summary>
    public int Lanes { get; }

    /// <summary>Waits until every lane has come here; what they wrote before can be read after.</summary>
    public void Meet()
    {
        if (Lanes == 1)
            return;
        // Counts up for the whole call, so that a lane that is late to leave one meeting cannot be mistaken in the next.
        _arrivals += Lanes;
        Interlocked.Increment(ref _call->Arrived);
        for (int spins = 0; Volatile.Read(ref _call->Arrived) - _arrivals < 0; spins++)
        {
            if (Volatile.Read(ref _call->FailedWorker) != 0)
                throw new InvalidOperationException("another lane of the team has failed");
            WorkCall.Pause(spins);
        }
    }
}
