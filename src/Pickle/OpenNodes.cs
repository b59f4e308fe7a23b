namespace PtFormat.Pickle;

/// <summary>The nodes around the one that is being written: nearly always few, and then looked through.</summary>
sealed class OpenNodes
{
    const int Few = 16;

    readonly PickleValue[] _few = new PickleValue[Few];
    HashSet<PickleValue>? _many;
    int _count;

    /// <summary>Adds a node; false where it is there.</summary>
    public bool Add(PickleValue node)
    {
        if (IndexOf(node) >= 0 || _many?.Contains(node) == true)
            return false;
        if (_count < Few)
            _few[_count++] = node;
        else
            (_many ??= new(ReferenceEqualityComparer.Instance)).Add(node);
        return true;
    }

    public void Remove(PickleValue node)
    {
        int at = IndexOf(node);
        if (at < 0)
            _many?.Remove(node);
        else
            Array.Copy(_few, at + 1, _few, at, --_count - at);
    }

    int IndexOf(PickleValue node)
    {
        for (int i = _count - 1; i >= 0; i--)
            if (ReferenceEquals(_few[i], node))
                return i;
        return -1;
    }
}
