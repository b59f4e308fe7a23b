using System.Globalization;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>
/// A state_dict under flat names, as PyTorch's planner makes them: keys and positions joined by dots. Dictionaries are taken apart,
/// lists where a tensor, a dictionary or such a list stands in them; everything else is a value of its own.
/// </summary>
static class DcpFlattening
{
    // As deep as trees are made; PyTorch's own recursion ends earlier.
    const int MaxDepth = 64;

    /// <summary>Names with paths and values, in order.</summary>
    /// <exception cref="ArgumentException">Two paths have one name, or lie deeper than is read again.</exception>
    public static IReadOnlyList<(string Name, IReadOnlyList<StateKey> Path, object? Value)> Of(StateDict state)
    {
        List<(string, IReadOnlyList<StateKey>, object?)> flat = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        Walk([], state);
        return flat;

        void Walk(List<StateKey> path, object? value)
        {
            if (path.Count > MaxDepth)
                throw new ArgumentException($"values lie in one another more than {MaxDepth} levels deep, which a distributed checkpoint is not read to: save them as one value, a tuple");
            if (value is StateDict dict)
                foreach ((StateKey key, object? item) in dict)
                    Step(key.ToString(), item);
            else if (path.Count > 0 && (value is not IReadOnlyList<object?> list || value is TupleValue || !IsTakenApart(list)))
                Add(path, value);
            else
                for (int i = 0; i < ((IReadOnlyList<object?>)value!).Count; i++)
                    Step(i, ((IReadOnlyList<object?>)value)[i]);

            void Step(StateKey step, object? item)
            {
                path.Add(step);
                Walk(path, item);
                path.RemoveAt(path.Count - 1);
            }
        }

        void Add(List<StateKey> path, object? value)
        {
            string name = string.Join('.', path.Select(step => step.IsText ? step.Text : step.Number.ToString(CultureInfo.InvariantCulture)));
            if (!names.Add(name))
                throw new ArgumentException($"two values have the flat name {PtFormatException.Quote(name)}, which a distributed checkpoint cannot tell apart: rename one");
            flat.Add((name, [.. path], value));
        }
    }

    static bool IsTakenApart(IReadOnlyList<object?> list, int depth = 0) =>
        depth < MaxDepth && list.Any(item => item is Tensor or StateDict or SparseTensor or QuantizedTensor or NestedTensor || item is IReadOnlyList<object?> inner and not TupleValue && IsTakenApart(inner, depth + 1));
}
