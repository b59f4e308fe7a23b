using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Editing one tensor.</content>
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
    public void Replace(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        lock (_interpreting)
        {
            IReadOnlyList<TensorEntry> entries = _tensors ??= Located(() => Walker().Tensors(Root));
            TensorEntry entry = entries.FirstOrDefault(entry => entry.Path == path) ?? throw new KeyNotFoundException(NoSuchPath(path, entries));
            if (tensor.Device == Device.Meta)
                throw new ArgumentException($"{path}: a tensor on the meta device has no elements to save", nameof(tensor));
            if (entry.RequiresGrad && !TensorReplacement.IsDifferentiable(tensor.DType))
                throw new ArgumentException($"{path} requires gradients, which {tensor.DType.Name()} cannot have: convert the tensor to a float dtype", nameof(tensor));
            PyObject node = _objects.NodeOf(entry.Content) ?? throw new ArgumentException($"{path} is a part of another tensor and cannot be replaced by itself", nameof(path));
            try
            {
                new TensorReplacement(Root, _content.Storages, _content.AddStorage).Replace(node, tensor);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{path}: {e.Message}", nameof(tensor), e);
            }
            _objects.Forget();
            _tensors = null;
        }
    }

    static string NoSuchPath(string path, IReadOnlyList<TensorEntry> entries)
    {
        string? nearest = PtFormat.Tensors.StateDict.Nearest(path, entries.Select(entry => entry.Path));
        return $"the file has no tensor at '{path}'{(nearest is null ? "" : $"; the nearest of its {entries.Count} paths is '{nearest}'")}";
    }
}
