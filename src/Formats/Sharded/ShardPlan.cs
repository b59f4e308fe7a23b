using System.Globalization;
using PtFormat.Tensors;

namespace PtFormat.Formats.Sharded;

/// <summary>
/// Which tensor goes into which file, as Hugging Face's libraries decide: in order, a new file where the next tensor would exceed the
/// size, one of its own for a tensor that exceeds it alone; what shares a storage lies together and is counted once.
/// </summary>
sealed class ShardPlan
{
    ShardPlan(IReadOnlyList<(string FileName, StateDict Tensors)> shards, long totalBytes) => (Shards, TotalBytes) = (shards, totalBytes);

    public IReadOnlyList<(string FileName, StateDict Tensors)> Shards { get; }

    /// <summary>Bytes of all storages.</summary>
    public long TotalBytes { get; }

    /// <param name="tensors">The tensors in order.</param>
    /// <param name="stem">The files' names begin so: <c>model</c>.</param>
    /// <param name="extension">With its dot.</param>
    /// <param name="maxBytes">What the tensors of one file may take.</param>
    /// <param name="isPacked">True where tensors with gaps are written without, hence share nothing.</param>
    public static ShardPlan Of(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, string stem, string extension, long maxBytes, bool isPacked)
    {
        List<List<KeyValuePair<string, Tensor>>> shards = [];
        List<KeyValuePair<string, Tensor>> current = [];
        List<Follower> followers = [];
        Dictionary<Storage, Place> places = new(ReferenceEqualityComparer.Instance);
        long bytes = 0, total = 0;
        foreach (KeyValuePair<string, Tensor> item in tensors)
        {
            Tensor tensor = item.Value;
            bool isWhole = !isPacked || tensor.IsDense;
            if (isWhole && places.TryGetValue(tensor.Storage, out Place? known))
            {
                followers.Add(new(known, item));
                continue;
            }
            long size = isWhole ? tensor.Storage.ByteLength : tensor.ElementCount * tensor.DType.ItemSize();
            total += size;
            List<KeyValuePair<string, Tensor>> shard = current;
            if (size > maxBytes)
                shards.Add(shard = []);
            else if (bytes + size > maxBytes)
            {
                shards.Add(current);
                (current, bytes) = (shard = [], size);
            }
            else
                bytes += size;
            shard.Add(item);
            if (isWhole)
                places[tensor.Storage] = new(places.Count, shard);
        }
        if (current.Count > 0 || shards.Count == 0)
            shards.Add(current);
        foreach (Follower follower in followers.OrderBy(follower => follower.First.Number))
            follower.First.Shard.Add(follower.Tensor);
        return new([.. shards.Select((shard, i) => (Name(stem, extension, i, shards.Count), Dict(shard)))], total);
    }

    static string Name(string stem, string extension, int index, int count) =>
        count == 1 ? stem + extension : string.Create(CultureInfo.InvariantCulture, $"{stem}-{index + 1:d5}-of-{count:d5}{extension}");

    static StateDict Dict(List<KeyValuePair<string, Tensor>> tensors)
    {
        StateDict dict = new(tensors.Count) { IsOrdered = false };
        foreach ((string name, Tensor tensor) in tensors)
            dict.Add(name, tensor);
        return dict;
    }

    // Where a storage went, counted in the order of the storages.
    sealed record Place(int Number, List<KeyValuePair<string, Tensor>> Shard);

    // A tensor over a storage that went somewhere already.
    sealed record Follower(Place First, KeyValuePair<string, Tensor> Tensor);
}
