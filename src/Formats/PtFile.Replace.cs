using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Editing tensors.</content>
public sealed partial class PtFile
{
    /// <summary>
    /// Puts another tensor in the place of one, for the next <see cref="Save(string, IProgress{long}?, CancellationToken)"/>. What
    /// stands around the old tensor stays: that it is a parameter, requires gradients, has attributes, where it was. Where several
    /// names lead to one tensor, all of them lead to the new one; tensors that only share the old one's storage keep the old
    /// elements.
    /// </summary>
    /// <param name="path">The path of a <see cref="TensorEntry"/>.</param>
    /// <param name="tensor">The new tensor, of any dtype and shape. Its memory is not copied unless it must be: leave it alone until the file is saved.</param>
    /// <exception cref="KeyNotFoundException">There is no such path; the message names the nearest.</exception>
    /// <exception cref="ArgumentException">The tensor there cannot be replaced by a plain one.</exception>
    public void Replace(string path, Tensor tensor) => Replace([KeyValuePair.Create(path, tensor)]);

    /// <summary>Puts other tensors in the places of several at once: faster than one by one, and all are checked before any is replaced.</summary>
    /// <inheritdoc cref="Replace(string, Tensor)"/>
    /// <param name="tensors">New tensors by the paths of <see cref="TensorEntry"/>; of several for one tensor the last counts.</param>
    public void Replace(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        CheckUnchanged();
        lock (_interpreting)
        {
            IReadOnlyList<TensorEntry> entries = _tensors ??= Located(() => Walker().Tensors(Root));
            Dictionary<string, TensorEntry> byPath = new(entries.Count, StringComparer.Ordinal);
            foreach (TensorEntry entry in entries)
                byPath.TryAdd(entry.Path, entry);
            Dictionary<TorchTensor, PyObject> nodes = _objects.Nodes();
            TensorReplacement replacement = new(Root, _content.Storages, _content.AddStorage);
            foreach (Action replace in tensors.Select(pair => Checked(pair.Key, pair.Value)).ToArray())
                replace();
            _objects.Forget();
            _tensors = null;

            Action Checked(string path, Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                TensorEntry entry = byPath.GetValueOrDefault(path) ?? throw new KeyNotFoundException(NoSuchPath(path, entries));
                if (tensor.Device == Device.Meta)
                    throw new ArgumentException($"{path}: a tensor on the meta device has no elements to save", nameof(tensors));
                if (entry.RequiresGrad && !TensorReplacement.IsDifferentiable(tensor.DType))
                    throw new ArgumentException($"{path} requires gradients, which {tensor.DType.Name()} cannot have: convert the tensor to a float dtype", nameof(tensors));
                if (!nodes.TryGetValue(entry.Content, out PyObject? node))
                    throw new ArgumentException($"{path} is a part of another tensor and cannot be replaced by itself", nameof(tensors));
                if (!TensorReplacement.HasRoom(node))
                    throw new ArgumentException($"{path}: only plain tensors, parameters and subclasses with elements of their own can be replaced; the parts of a sparse or nested tensor have paths of their own", nameof(tensors));
                return () => replacement.Replace(node, tensor);
            }
        }
    }

    static string NoSuchPath(string path, IReadOnlyList<TensorEntry> entries)
    {
        string? nearest = PtFormat.Tensors.StateDict.Nearest(path, entries.Select(entry => entry.Path));
        return $"the file has no tensor at '{path}'{(nearest is null ? "" : $"; the nearest of its {entries.Count} paths is '{nearest}'")}";
    }
}
