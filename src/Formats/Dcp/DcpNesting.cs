using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>Puts flattened names back to where they stood: dictionaries in dictionaries, and lists.</summary>
sealed class DcpNesting
{
    // A place in a list is left open where what stood there held nothing: that is rare, and a list of a billion such would be a lie.
    const int MaxOpenPlaces = 100_000;

    static readonly object Open = new();

    readonly List<List<object?>> _lists = [];
    int _openPlaces;

    /// <summary>All values, in order.</summary>
    public StateDict Root { get; } = new() { IsOrdered = false };

    /// <summary>Sets a value.</summary>
    /// <exception cref="PtFormatException">The path leads to, or through, what is something else already.</exception>
    public void Set(DcpEntry entry, object? value)
    {
        object container = Root;
        for (int i = 0; i < entry.Path.Count; i++)
        {
            StateKey step = entry.Path[i];
            bool isLast = i + 1 == entry.Path.Count;
            object? found = Find(container, step, entry);
            if (isLast ? found != Open : found != Open && !(found is StateDict or List<object?>))
                throw Taken(entry, $"stands where {(isLast ? "another value" : "a value that holds nothing")} stands");
            if (isLast)
                Put(container, step, value);
            else if (found != Open)
                container = found!;
            else
                Put(container, step, container = Made(entry.Path[i + 1]));
        }
    }

    /// <summary>Gives what was left open in lists Python's None, as PyTorch does.</summary>
    public void Close()
    {
        foreach (List<object?> list in _lists)
            for (int i = 0; i < list.Count; i++)
                list[i] = list[i] == Open ? null : list[i];
    }

    object Made(StateKey first)
    {
        if (first.IsText)
            return new StateDict { IsOrdered = false };
        List<object?> list = [];
        _lists.Add(list);
        return list;
    }

    object? Find(object container, StateKey step, DcpEntry entry)
    {
        if (container is StateDict dict)
            return !step.IsText ? throw Taken(entry, $"has the position {step.Number} in a dictionary") : dict.TryGetValue(step, out object? value) ? value : Open;
        if (step.IsText)
            throw Taken(entry, $"has the key {PtFormatException.Quote(step.Text!)} in a list");
        List<object?> list = (List<object?>)container;
        if (step.Number - list.Count > MaxOpenPlaces - _openPlaces)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"{PtFormatException.Quote(entry.Name)} is to stand at position {step.Number} of a list, {list.Count} stand before it: {MaxOpenPlaces} places at most are left open");
        for (; list.Count < step.Number; _openPlaces++)
            list.Add(Open);
        if (list.Count == step.Number)
            list.Add(Open);
        return list[(int)step.Number];
    }

    static void Put(object container, StateKey step, object? value)
    {
        if (container is StateDict dict)
            dict[step] = value;
        else
            ((List<object?>)container)[(int)step.Number] = value;
    }

    static PtFormatException Taken(DcpEntry entry, string what) => new(PtErrorKind.Malformed, $"the path of {PtFormatException.Quote(entry.Name)} in planner_data {what}");
}
