using System.Buffers;
using System.Runtime.CompilerServices;

namespace PtFormat.Pickle;

/// <summary>
/// Nodes by identity, numbered in the order in which they were added: a set and a memo in a third of a dictionary's memory, which
/// counts where a node is one byte of a pickle.
/// </summary>
sealed class NodeNumbers
{
    // Rented up to here: checkpoints of twenty thousand tensors have two hundred thousand nodes.
    const int MaxRented = 1 << 19;

    PickleValue[] _nodes = [];
    int _entered;
    // Open addressing over identity hashes, a power of two, at most three quarters full: 1 + a node's position, 0 is free.
    int[] _slots = [];
    int _mask = -1;
    // A node's number by its position, where they differ because numbers were skipped.
    List<int>? _numbers;

    /// <summary>The next number: how many nodes there are, and how many numbers were skipped.</summary>
    public int Count { get; private set; }

    /// <summary>The node of a number, where none was skipped.</summary>
    public PickleValue this[int number] => _nodes[number];

    /// <summary>A node's number; -1 where it was not added.</summary>
    public int Find(PickleValue node)
    {
        if (_mask < 0)
            return -1;
        for (int slot = RuntimeHelpers.GetHashCode(node) & _mask; ; slot = (slot + 1) & _mask)
        {
            int at = _slots[slot] - 1;
            if (at < 0)
                return -1;
            if (ReferenceEquals(_nodes[at], node))
                return _numbers is null ? at : _numbers[at];
        }
    }

    /// <summary>Gives a node the next number.</summary>
    /// <returns>False where it has one.</returns>
    public bool Add(PickleValue node)
    {
        if (Find(node) >= 0)
            return false;
        AddNew(node);
        return true;
    }

    /// <summary>Gives the next number to a node that <see cref="Find"/> just did not find.</summary>
    public void AddNew(PickleValue node)
    {
        if (_entered == _nodes.Length)
            Replace(ref _nodes, _entered < MaxRented ? Math.Max(8, 2 * _entered) : _entered + _entered / 2, _entered);
        _nodes[_entered++] = node;
        _numbers?.Add(Count);
        Count++;
        if (4L * _entered > 3L * (_mask + 1))
            Rehash();
        else
            Enter(_entered);
    }

    /// <summary>Makes room for about so many nodes at once, up to what is rented.</summary>
    public void Expect(long nodes)
    {
        int expected = (int)Math.Min(nodes, MaxRented / 2);
        if (_mask >= 0 || expected < 64)
            return;
        Replace(ref _nodes, expected, 0);
        _mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(expected + expected / 2)) - 1;
        Replace(ref _slots, _mask + 1, 0);
        _slots.AsSpan(0, _mask + 1).Clear();
    }

    /// <summary>Gives the next number to a node that nobody will look for.</summary>
    public void Skip()
    {
        _numbers ??= [.. Enumerable.Range(0, _entered)];
        Count++;
    }

    /// <summary>Gives the memory back: for numbers that are needed for a short while. There are none afterwards.</summary>
    public void Return()
    {
        Replace(ref _nodes, 0, _entered);
        Replace(ref _slots, 0, 0);
        (Count, _entered, _mask, _numbers) = (0, 0, -1, null);
    }

    // What is longer than any checkpoint needs is not left with the pool, which must keep nothing alive either.
    static void Replace<T>(ref T[] array, int length, int used)
    {
        T[] old = array;
        array = length == 0 ? [] : length <= MaxRented ? ArrayPool<T>.Shared.Rent(length) : new T[length];
        Span<T> content = old.AsSpan(0, used);
        if (length > 0)
            content.CopyTo(array);
        content.Clear();
        if (old.Length is > 0 and <= MaxRented)
            ArrayPool<T>.Shared.Return(old);
    }

    void Rehash()
    {
        _mask = Math.Max(16, checked(2 * (_mask + 1))) - 1;
        Replace(ref _slots, _mask + 1, 0);
        _slots.AsSpan(0, _mask + 1).Clear();
        for (int entry = 1; entry <= _entered; entry++)
            Enter(entry);
    }

    void Enter(int entry)
    {
        int slot = RuntimeHelpers.GetHashCode(_nodes[entry - 1]) & _mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & _mask;
        _slots[slot] = entry;
    }
}
