using System.Collections;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>A listing whose lines are made when they are asked for: what it keeps is where each one stands.</summary>
/// <param name="make">Makes a line of its row, and the row in which a container that was met before was unfolded.</param>
sealed class PythonRows<T>(Func<PythonRow, PythonRow?, T> make) : IReadOnlyList<T>
{
    // Rows of one length each, since a list that grows by doubling holds three times as much.
    const int ChunkBits = 12;

    readonly List<PythonRow[]> _chunks = [];
    readonly NodeNumbers _unfolded = new();
    readonly List<int> _firsts = [];

    public int Count { get; private set; }

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            PythonRow row = Row(index);
            int known = row.Content is PickleValue node ? _unfolded.Find(node) : -1;
            return make(row, known >= 0 && _firsts[known] != index ? Row(_firsts[known]) : null);
        }
    }

    public void Add(in PythonRow row)
    {
        int at = Count & ((1 << ChunkBits) - 1);
        // The first chunk grows: most files have few lines.
        if (at == 0)
            _chunks.Add(new PythonRow[Count == 0 ? 16 : 1 << ChunkBits]);
        PythonRow[] chunk = _chunks[^1];
        if (at == chunk.Length)
        {
            Array.Resize(ref chunk, 2 * at);
            _chunks[^1] = chunk;
        }
        chunk[at] = row;
        Count++;
    }

    /// <summary>Whether the node of the newest row is unfolded in it: at its first place only.</summary>
    public bool Unfolds(PickleValue node)
    {
        if (!PickleChildren.MayBeMetAgain(node))
            return true;
        if (!_unfolded.Add(node))
            return false;
        _firsts.Add(Count - 1);
        return true;
    }

    /// <summary>Whether the node is unfolded in an earlier row.</summary>
    public bool IsUnfolded(PickleValue node) => _unfolded.Find(node) >= 0;

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    PythonRow Row(int index) => _chunks[index >> ChunkBits][index & ((1 << ChunkBits) - 1)];
}
